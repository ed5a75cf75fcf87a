import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const stylesheet = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** The address changes with the text, so that a cached copy never outlives it. */
export const stylesheetUrl = `/style.css?v=${createHash('sha256').update(stylesheet).digest('hex').slice(0, 12)}`;
