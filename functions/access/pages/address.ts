import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { parseAddress } from '../../../shared/identity/address.ts';
import type { WhichAddress } from '../../../shared/identity/address-change.ts';
import type { HttpEnv } from '../../http/env.ts';
import { callerDevice, keepSession, signedInBrowser } from '../callers.ts';
import { beginAddressChange, openAddressChange } from '../change-address.ts';
import type { Cookies } from '../cookies.ts';
import type { AccessDeps } from '../deps.ts';
import { proveAddresses } from '../prove-addresses.ts';
import { open } from '../refresh.ts';
import type { Refreshed } from '../refresh.ts';
import { refusal } from '../refusals.ts';
import type { AccessRefusal } from '../refusals.ts';
import { bothCodesForm, newAddressForm, takenWays } from './address-forms.ts';
import { page, refusalPage } from './layout.ts';
import { textOf } from './sign-in.ts';

/**
 * Another address for a member: codes to the one they have and to the one they want. Where nobody has proved the one
 * that was typed when paying, the payer's browser corrects it with a code to the right one.
 */
export function addressPages(app: Hono<HttpEnv>, deps: AccessDeps, cookies: Cookies): void {
  const account = `${deps.config.hosts.service}/account`;

  app.get('/account/address', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed === undefined) return c.redirect(account, 303);
    const isBegun = (await openAddressChange(deps, refreshed)) !== undefined;
    return isBegun ? codesPage(c, refreshed, {}) : addressPage(c, refreshed);
  });

  app.get('/account/address/new', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    return refreshed === undefined ? c.redirect(account, 303) : addressPage(c, refreshed);
  });

  app.post('/account/address', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed === undefined) return c.redirect(account, 303);
    const email = textOf(await c.req.formData(), 'email') ?? '';
    const to = parseAddress(email);
    const begun = typeof to === 'string' ? to : await beginAddressChange(deps, refreshed, to);
    if (typeof begun !== 'string') return c.redirect(`${account}/address`, 303);
    if (begun === 'address_not_correctable') return refusalPage(c, deps, begun, takenWays(deps.config));
    return addressPage(c, refreshed, email, begun);
  });

  app.post('/account/address/codes', async (c) => {
    const refreshed = await signedInBrowser(c, deps, cookies);
    if (refreshed === undefined) return c.redirect(account, 303);
    const form = await c.req.formData();
    const [old, now] = [textOf(form, 'old'), textOf(form, 'new')];
    const typed = { ...(old !== undefined && { old }), ...(now !== undefined && { new: now }) };
    const proving = await proveAddresses(deps, refreshed, typed, c.get('requestId'));
    if (proving === 'address_taken' || proving === 'address_not_correctable')
      return refusalPage(c, deps, proving, takenWays(deps.config));
    if (typeof proving === 'string') {
      const again = html`<p><a class="button" href="${account}/address/new">Ask for new codes</a></p>`;
      return refusalPage(c, deps, proving, again);
    }
    if (proving.kind === 'waiting') return codesPage(c, refreshed, proving.wrong);
    if (!refreshed.session.addressProved) {
      const member = await deps.members.profile(proving.member);
      if (member !== undefined)
        await keepSession(
          c,
          deps,
          cookies,
          await open(deps, member, { how: 'code', device: callerDevice(c) }),
        );
    }
    return c.redirect(`${account}?address=changed`, 303);
  });

  function addressPage(
    c: Context<HttpEnv>,
    { facts, session }: Refreshed,
    email = '',
    wrong?: AccessRefusal,
  ) {
    const { address } = facts.member;
    return page(c, deps, {
      title: session.addressProved ? 'Change your address' : 'Correct your address',
      ...(wrong && { status: refusal(wrong).status }),
      body: newAddressForm(deps.config, { address, isProved: session.addressProved, email, wrong }),
    });
  }

  async function codesPage(
    c: Context<HttpEnv>,
    refreshed: Refreshed,
    wrong: Partial<Record<WhichAddress, AccessRefusal>>,
  ) {
    const change = await openAddressChange(deps, refreshed);
    if (change === undefined) return c.redirect(`${account}/address/new`, 303);
    const [first] = Object.values(wrong);
    return page(c, deps, {
      title: change.oldChallenge === undefined ? 'Enter the code' : 'Enter both codes',
      ...(first && { status: refusal(first).status }),
      body: bothCodesForm(deps.config, change, wrong),
    });
  }
}
