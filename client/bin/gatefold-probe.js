#!/usr/bin/env node
/** Here before anything is built, so that `npm ci` of the whole repository links it as well. */
import '../dist/probe.js';
