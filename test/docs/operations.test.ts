/**
 * Claims: whoever is woken by an alarm finds its page: what it means, who loses what, where to look first, how to mend it and
 * how to see that it is over. No page is of an alarm that there is not. What a page tells to type is typed right, names what
 * is deployed, and where it asks the admin API, is answered. Every line that is ever logged is explained.
 */
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FUNCTIONS, QUEUES } from '../../infra/rights.ts';
import { METRICS } from '../../shared/config/metrics.ts';
import { resourcesOf, synthesizeForFile } from '../infra/synthesis.ts';
import { openWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/operations.md', ROOT), 'utf8');
const bash = promisify(execFile);
const prod = synthesizeForFile();

const alarmNames = () =>
  resourcesOf(prod().service, 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
    String(Properties.AlarmName).replace('gatefold-prod-', ''),
  );

/** What stands below a heading of the third level, up to the next heading. */
const sections = new Map(
  page.split(/^(?=##)/m).flatMap(
    (text) =>
      /^### (.+)\n/
        .exec(text)
        ?.slice(1)
        .map((title): [string, string] => [title, text]) ?? [],
  ),
);
const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
const commands = blocks.join('\n');
const found = (pattern: RegExp) => [...new Set([...commands.matchAll(pattern)].map(([, name = '']) => name))];

describe('the pages of alarms', () => {
  test('are one an alarm, and of no other', () => {
    const pages = [...sections].filter(([, text]) => text.includes('**Means:**')).map(([title]) => title);
    expect(pages.toSorted()).toEqual(alarmNames().toSorted());
  });

  test('say what it means, who loses what, where to look, how to mend it, and when it is over', () => {
    for (const name of alarmNames()) {
      const text = sections.get(name) ?? '';
      expect(text, name).toMatch(/- \*\*Means:\*\* \S[^]*- \*\*Loses:\*\* \S[^]*- \*\*Over:\*\* \S/);
      expect(text, name).toMatch(/Look:\n\n```sh\n\S[^]*Mend: \S[^]*```sh\n\S/);
    }
  });

  test('are linked from the alarm itself', () => {
    for (const { Properties } of resourcesOf(prod().service, 'AWS::CloudWatch::Alarm')) {
      const name = String(Properties.AlarmName).replace('gatefold-prod-', '');
      expect(Properties.AlarmDescription).toMatch(new RegExp(`docs/operations\\.md#${name}$`));
    }
  });

  test('link to sections and documents that are there', () => {
    const linked = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(linked.filter((anchor) => !anchorsOf(page).includes(anchor))).toEqual([]);
    const documents = [...page.matchAll(/\]\(([\w/.-]+\.md)(?:#([\w-]+))?\)/g)];
    expect(documents.length).toBeGreaterThan(5);
    for (const [link, path = '', anchor] of documents) {
      const anchors = anchorsOf(readFileSync(new URL(`docs/${path}`, ROOT), 'utf8'));
      if (anchor !== undefined) expect(anchors, link).toContain(anchor);
    }
  });
});

describe('what is to be typed', () => {
  test('is what a shell understands', async () => {
    for (const block of blocks) await bash('bash', ['-n', '-c', block]);
    expect(blocks.length).toBeGreaterThan(70);
  });

  test('names functions, queues, alarms, lines and resources that are there', () => {
    expect(
      found(/gatefold_(?:log|restart|run) ([a-z]+)/g).filter((name) => !isOneOf(FUNCTIONS, name)),
    ).toEqual([]);
    expect(found(/gatefold_redrive (\w+)/g)).toEqual(['sync']);
    expect(found(/gatefold_(?:waiting|queue) ([a-z]+)/g).filter((name) => !isOneOf(QUEUES, name))).toEqual(
      [],
    );
    expect(found(/gatefold_alarm ([a-z-]+)/g).filter((name) => !alarmNames().includes(name))).toEqual([]);
    const deployed = JSON.stringify([prod().service.Resources, prod().data.Resources]);
    const resources = found(/(gatefold-prod-[a-z-]*[a-z])/g);
    expect(resources.length).toBeGreaterThan(7);
    expect(resources.filter((name) => !deployed.includes(`${name}"`))).toEqual([]);
    const parameters = found(/--name (\/gatefold\/prod\/[a-z-]+)/g);
    expect(parameters.filter((name) => !deployed.includes(`"${name}"`))).toEqual([]);
    expect(found(/\$\.event = "([a-z_]+)"/g).filter((event) => !explained().has(event))).toEqual([]);
  });
});

describe('what is to be asked of the admin API', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const asked = [...new Set(commands.match(/^gatefold_admin (GET|POST) .+$/gm))];

  test('is everything that reads or decides what waits', () => {
    expect(asked.length).toBeGreaterThan(8);
  });

  test.each(asked)('%s', async (command) => {
    const [prepare = ''] = blocks;
    const environment = { ...process.env, GATEFOLD: world.issuer, KEY: world.adminKey };
    // The world's clock stands still, so the shell is told the same time.
    const clock = `date() { command date -d "@${world.clock.now() / 1000 + 7 * 86_400}" "\${@: -1}"; }`;
    const { stdout } = await bash('bash', ['-c', [prepare, clock, command].join('\n')], { env: environment });
    const answer = JSON.parse(stdout) as { code?: string };
    // Nobody is there yet whom it could be about; the call itself is one that the service takes.
    const nothingThere = [
      undefined,
      'member_unknown',
      'event_unknown',
      'quarantine_unknown',
      'sweep_not_halted',
    ];
    expect(nothingThere).toContain(answer.code);
  });
});

/** Of the table of lines: event to its level and its alarms. */
function explained(): Map<string, { level: string; alarms: string[] }> {
  const rows = page.matchAll(/^\| `([a-z_]+)` +\| (info|warn|error) +\|.*\|([^|]*)\|$/gm);
  return new Map(
    [...rows].map(([, event = '', level = '', alarms = '']) => [
      event,
      { level, alarms: [...alarms.matchAll(/#([a-z-]+)/g)].map(([, name = '']) => name) },
    ]),
  );
}

describe('the lines of the log', () => {
  test('are all explained, with their level, and none that is never written', () => {
    const sources = globSync('{functions,local}/**/*.ts', { cwd: ROOT }).map((path) =>
      readFileSync(new URL(path, ROOT), 'utf8'),
    );
    const written = sources.flatMap((source) =>
      [...source.matchAll(/level: '(info|warn|error)',\s+event: '([a-z_]+)'/g)].map(
        ([, level = '', event = '']) => `${level} ${event}`,
      ),
    );
    expect([...explained()].map(([event, { level }]) => `${level} ${event}`).toSorted()).toEqual(
      [...new Set(written)].sort(),
    );
  });

  test('say which alarm listens to them', () => {
    const listening = resourcesOf(prod().service, 'AWS::Logs::MetricFilter').flatMap(({ Properties }) => {
      const [{ MetricName }] = Properties.MetricTransformations as [{ MetricName: string }];
      const events = String(Properties.FilterPattern).matchAll(/\$\.event = "([a-z_]+)"/g);
      return [...events].map(([, event = '']) => [event, MetricName.replace('gatefold-prod-', '')] as const);
    });
    expect(listening.length).toBeGreaterThan(15);
    for (const [event, alarm] of listening) expect(explained().get(event)?.alarms, event).toContain(alarm);
  });

  test('that are metrics are lines that there are', () => {
    expect(Object.keys(METRICS).filter((event) => !explained().has(event))).toEqual([]);
  });

  test('that are errors have an alarm, but for two that harm nobody', () => {
    const silent = [...explained()].filter(
      ([, { level, alarms }]) => level === 'error' && alarms.length === 0,
    );
    expect(silent.map(([event]) => event)).toEqual(['address_notice_failed', 'sweep_failed']);
  });
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
