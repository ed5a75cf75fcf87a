// Claims:
// - The matcher by which alarms are tested here takes and leaves what CloudWatch's documentation says, and refuses a pattern
//   that it does not understand rather than guess.
import { describe, expect, test } from 'vitest';
import { readFilterPattern } from '../support/filter-pattern.ts';

/** The example of the documentation, as far as it concerns us. */
const LINE = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value'],
  objectList: [{ name: 'a' }],
  requestParameters: { count: 21, status: '21', none: null },
});

describe('a pattern', () => {
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{ $.eventType = "updatetrail" }', false],
    ['{ $.eventType = "Update" }', false],
    ['{ $.eventType = "Update*" }', true],
    ['{ $.eventType != "Update*" }', false],
    ['{ $.eventType != "DeleteTrail" }', true],
    ['{ $.sourceIPAddress = "111.111.*" }', true],
    ['{ $.sourceIPAddress = "111x111x111x111" }', false],
    ['{ $.requestParameters.count >= 21 }', true],
    ['{ $.requestParameters.count > 21 }', false],
    ['{ $.requestParameters.count = 21 }', true],
    ['{ $.requestParameters.count = "21" }', false],
    ['{ $.requestParameters.status = "2*" }', true],
    ['{ $.requestParameters.status >= 2 }', false],
    ['{ $.requestParameters.none = "*" }', false],
    ['{ $.nothing != "anything" }', false],
    ['{ $.toString = "*" }', false],
    ['{ ($.eventType = "UpdateTrail") && ($.requestParameters.count >= 20) }', true],
    ['{ ($.eventType = "UpdateTrail") && ($.requestParameters.count >= 22) }', false],
    ['{ ($.eventType = "Other") || ($.requestParameters.count >= 20) }', true],
    ['{ ($.a = "x") && (($.b = "y") || ($.eventType = "UpdateTrail")) }', false],
    ['{ ($.a = "x") && ($.b = "y") || ($.eventType = "UpdateTrail") }', true],
  ])('%s: %s', (pattern, matches) => {
    expect(readFilterPattern(pattern)(LINE)).toBe(matches);
  });

  test('fits no line that is not JSON', () => {
    expect(readFilterPattern('{ $.event = "*" }')('START RequestId: 1 Version: $LATEST')).toBe(false);
  });

  test.each([
    'fault',
    '{ $.event = fault }',
    '{ $.event }',
    '{ ($.event = "a" }',
    '{ $.a > "b" }',
    '{ event = "a" }',
  ])('%s is refused', (pattern) => {
    expect(() => readFilterPattern(pattern)).toThrow();
  });
});
