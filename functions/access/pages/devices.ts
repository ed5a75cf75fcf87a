import type { Context, Hono } from 'hono';
import { devicesOf } from '../../../shared/identity/devices.ts';
import { isId } from '../../../shared/identity/ids.ts';
import type { Session } from '../../../shared/identity/session.ts';
import { deviceLimit } from '../../../shared/membership/device-limit.ts';
import { revokeAround } from '../../../shared/store/revocations.ts';
import type { HttpEnv } from '../../http/env.ts';
import { forgetSession, signedInBrowser } from '../callers.ts';
import type { Cookies } from '../cookies.ts';
import { epochSeconds, ownAct } from '../deps.ts';
import type { AccessDeps } from '../deps.ts';
import type { Refreshed } from '../refresh.ts';
import { deviceList } from './device-list.ts';
import { page } from './layout.ts';
import { textOf } from './sign-in.ts';

const SHOWN = 20;
const ATTEMPTS = 5;

/** Where a member is signed in, for who has shown that the address is theirs; and signing out, here and elsewhere. */
export function devicePages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const { service, site } = deps.config.hosts;
  const devices = `${service}/account/devices`;

  app.get('/account/devices', async (c) => {
    const refreshed = await owner(c);
    if (refreshed === undefined) return c.redirect(`${service}/account`, 303);
    const { facts, session } = refreshed;
    const now = epochSeconds(deps);
    const all = devicesOf(await deps.sessions.list(session.member), facts.member.sessionEpoch, now);
    const others = all.filter(({ sid }) => sid !== session.sid);
    const asked = Number(c.req.query('page') ?? '1');
    const at = Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
    return page(c, deps, {
      title: 'Your devices',
      body: deviceList(service, {
        own: session,
        others: others.slice((at - 1) * SHOWN, at * SHOWN),
        otherCount: others.length,
        limit: deviceLimit(facts, deps.catalogue, now),
        next: others.length > at * SHOWN ? `${devices}?page=${at + 1}` : undefined,
      }),
    });
  });

  app.post('/account/devices/sign-out', async (c) => {
    const refreshed = await owner(c);
    if (refreshed === undefined) return c.redirect(`${service}/account`, 303);
    const sid = textOf(await c.req.formData(), 'device') ?? '';
    if (isId('ses', sid))
      await deps.sessions.end(refreshed.session.member, sid, epochSeconds(deps), 'signed_out');
    if (sid !== refreshed.session.sid) return c.redirect(devices, 303);
    forgetSession(c, cookies);
    return c.redirect(site, 303);
  });

  app.post('/account/devices/sign-out-others', async (c) => {
    const refreshed = await owner(c);
    if (refreshed === undefined) return c.redirect(`${service}/account`, 303);
    if (await hasOthers(refreshed)) await endSessions(c, refreshed, refreshed.session);
    return c.redirect(devices, 303);
  });

  app.post('/account/devices/sign-out-everywhere', async (c) => {
    const refreshed = await owner(c);
    if (refreshed === undefined) return c.redirect(`${service}/account`, 303);
    await endSessions(c, refreshed, undefined);
    forgetSession(c, cookies);
    return c.redirect(site, 303);
  });

  async function owner(c: Context<HttpEnv>): Promise<Refreshed | undefined> {
    const refreshed = await signedInBrowser(c, deps, cookies);
    return refreshed?.session.addressProved === true ? refreshed : undefined;
  }

  /**
   * One that is kept has ended, or been kept out, where another request has ended them since they were read: nothing is
   * left to do. To end every one it is done again, since another device may just have kept itself.
   */
  async function endSessions(c: Context<HttpEnv>, { facts }: Refreshed, kept: Session | undefined) {
    const { id } = facts.member;
    const act = {
      act: 'member.signed_out',
      after: { everywhere: kept === undefined },
    } as const;
    const audit = ownAct(deps, id, act, c.get('requestId'));
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const member = attempt === 0 ? facts.member : await deps.members.profile(id);
      if (member === undefined) return;
      const end = () => deps.accounts.endSessions(member, kept, epochSeconds(deps), audit);
      const ended = await revokeAround(deps.revocations, { sub: id }, deps.now, end);
      if (ended || kept !== undefined) return;
    }
    throw new Error('A member could not be signed out everywhere: too many requests at once.');
  }

  /** Revocations are for all verifiers to carry: none is written for nobody. */
  async function hasOthers({ session, facts: { member } }: Refreshed): Promise<boolean> {
    const all = devicesOf(await deps.sessions.list(member.id), member.sessionEpoch, epochSeconds(deps));
    return all.some(({ sid }) => sid !== session.sid);
  }
}
