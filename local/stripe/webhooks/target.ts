export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  /** Takes the delivery in place of the network, for programs that receive in the same process. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}
