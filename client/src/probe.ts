#!/usr/bin/env node
/**
 * `gatefold-probe`: whether a gated page gives its paid text away.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { asJson, asText, exitCodeOf } from './probe/report.ts';
import { probe } from './probe/run.ts';

const HELP = `gatefold-probe URL [options]

Asks for a gated page in the ways that need no token, and looks for the text that is paid for: in the page, where a
style sheet hides it, in its JSON-LD and its scripts, in the feeds, AMP, print, JSON and oEmbed versions that it links
to, and in what its <gatefold-gate> elements fetch. It also looks whether a cache may keep the page for the next reader.

What is paid for, it is told by

  the page's JSON-LD           the part that cssSelector names, with isAccessibleForFree: false
  --paid-selector ".paid"      the same, for a page without JSON-LD; may be repeated
  --paid-text "A sentence."    a sentence that only subscribers may read; may be repeated (or --secret-text).
                               The surest without a token
  GATEFOLD_TOKEN=…             in the environment, an access token that opens the page: all that it shows, and a
                               stranger is not shown. The surest of all. It is sent to the page's own site, and to no other

  --feature analysis           of the page's gates, only those for this feature
  --json                       the report as JSON
  --help                       this text

It ends with 0 where nothing leaks, with 1 where something does, and with 2 where that cannot be told: nobody answers,
nothing says what is paid for, or an option is wrong.

It cannot see what a client of your own is sent, or pages that it is not told of. Probe one article of every kind.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = read(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const report = await probe(options);
  process.stdout.write(options.json ? asJson(report) : asText(report));
  return exitCodeOf(report);
}

/** What is wrong with the arguments, or what they say. */
function read(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'paid-text': { type: 'string', multiple: true, default: [] },
        'secret-text': { type: 'string', multiple: true, default: [] },
        'paid-selector': { type: 'string', multiple: true, default: [] },
        feature: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { help, json, feature } = values;
    const { GATEFOLD_TOKEN: token } = process.env;
    const [url = '', ...rest] = positionals;
    if (!help && (rest.length > 0 || !/^https?:\/\//.test(url) || !URL.canParse(url)))
      return 'Name one URL, such as https://www.example.com/analysis/wool';
    return {
      ...{ url, help, json, feature },
      paidTexts: [...values['paid-text'], ...values['secret-text']],
      paidSelectors: values['paid-selector'],
      token: token === '' ? undefined : token,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
