// Claims:
// - A call that is signed here is signed as AWS itself shows in its documentation.
// - What AWS refuses keeps AWS's own code, in whichever protocol it is said.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { signedHeaders } from '../../shared/aws/signature.ts';
import { jsonCall, queryCall } from '../../shared/aws/signed-calls.ts';

const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

test('the example of the documentation gets the signature that it has there', () => {
  const headers = signedHeaders(
    {
      ...{ method: 'GET', body: '' },
      url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    },
    CREDENTIALS,
    { service: 'iam', region: 'us-east-1' },
    new Date('2015-08-30T12:36:00Z'),
  );
  expect(headers['x-amz-date']).toBe('20150830T123600Z');
  expect(headers.authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
      'SignedHeaders=content-type;host;x-amz-date, ' +
      'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  );
});

test('credentials that end are sent with their token, which is signed too', () => {
  const headers = signedHeaders(
    { method: 'POST', url: new URL('https://sts.eu-west-1.amazonaws.com/'), headers: {}, body: 'a=b' },
    { ...CREDENTIALS, sessionToken: 'token' },
    { service: 'sts', region: 'eu-west-1' },
    new Date('2015-08-30T12:36:00Z'),
  );
  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
});

test.each([
  [
    '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>Over</Message></Error></ErrorResponse>',
    'ExpiredToken',
  ],
  ['{"__type":"com.amazon.coral.service#AccessDeniedException","message":"Over"}', 'AccessDeniedException'],
  ['<html>', 'HTTP 403'],
  ['Forbidden', 'HTTP 403'],
])('%s is refused as %s', async (body, name) => {
  const server = createServer((_, response) => response.writeHead(403).end(body)).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const access = { region: 'eu-west-1', credentials: () => Promise.resolve(CREDENTIALS), endpoint };
  const scope = { service: 'sts', region: 'eu-west-1' };
  await expect(queryCall(access, scope, { Action: 'GetCallerIdentity' })).rejects.toMatchObject({ name });
  await expect(jsonCall(access, scope, '1.1', 'A.B', {})).rejects.toMatchObject({ name });
});
