/** Loads a bundle as Lambda does, and calls it with each event that the parent sends. */
const { handler } = (await import(process.argv[2] ?? '')) as {
  handler: (event: unknown, context: object) => Promise<unknown>;
};

/** As far as any function asks. */
const context = { getRemainingTimeInMillis: () => 600_000 };

process.on('message', (event) => {
  void handler(event, context).then(
    (result) => process.send?.({ result: result ?? null }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
