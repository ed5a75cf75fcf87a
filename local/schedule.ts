export interface Schedule {
  readonly start: () => void;
  /** Waits for a run that is under way. */
  readonly stop: () => Promise<void>;
}

/** Runs something again and again, as EventBridge Scheduler does on AWS; the next run waits for the one before. */
export function createSchedule(run: () => Promise<void>, everyMillis: number): Schedule {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let isStopped = true;

  function wait(): void {
    timer = setTimeout(() => {
      underWay = run().finally(() => {
        if (!isStopped) wait();
      });
    }, everyMillis).unref();
  }

  return {
    start() {
      isStopped = false;
      wait();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
