/** What every request of ours carries with it. */
export interface HttpEnv {
  Variables: { requestId: string };
}
