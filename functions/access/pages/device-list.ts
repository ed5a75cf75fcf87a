import { html } from 'hono/html';
import { deviceWords } from '../../../shared/identity/device.ts';
import type { Session, SessionOpening } from '../../../shared/identity/session.ts';
import { dayWords, momentWords } from './layout.ts';
import type { Html } from './layout.ts';

export interface DeviceList {
  readonly own: Session;
  /** Those of this page. */
  readonly others: readonly Session[];
  readonly otherCount: number;
  readonly limit: number | undefined;
  /** The page after this one. */
  readonly next: string | undefined;
}

const OPENED_BY: Readonly<Record<SessionOpening, string>> = {
  code: 'by a code from the mail',
  link: 'by a link from the mail',
  payment: 'by a payment',
  exchange: 'through your account elsewhere',
};

/** Where a member is signed in, this device first. */
export function deviceList(service: string, { own, others, otherCount, limit, next }: DeviceList): Html {
  return html`<p>
      You are signed in on ${otherCount === 0 ? 'this device only' : `${otherCount + 1} devices`}.
      ${limit === undefined ? '' : `Your plan allows ${limit === 1 ? 'one' : limit} at once; with one more, the one that you have not used longest is signed out.`}
    </p>
    <ul class="holdings">
      ${deviceItem(service, own, true)} ${others.map((session) => deviceItem(service, session, false))}
    </ul>
    ${next === undefined ? '' : html`<p><a class="button quiet" href="${next}">Show more devices</a></p>`}
    ${
      otherCount === 0
        ? ''
        : html`<form method="post" action="${service}/account/devices/sign-out-others">
            <button class="quiet">Sign out all other devices</button>
          </form>`
    }
    <form method="post" action="${service}/account/devices/sign-out-everywhere">
      <button class="quiet">Sign out everywhere</button>
    </form>
    <p class="quiet-text"><a href="${service}/account">Back to your account</a></p>`;
}

function deviceItem(service: string, session: Session, isOwn: boolean): Html {
  const name = deviceWords(session.device);
  return html`<li class="device">
    <div>
      <p><strong>${name}</strong>${isOwn ? html` <span class="tag">This device</span>` : ''}</p>
      <p class="quiet-text">
        ${isOwn ? 'In use now.' : `Last used ${momentWords(session.rotatedAt)}.`}<br />
        Signed in ${dayWords(session.openedAt)} ${OPENED_BY[session.how]}.
      </p>
    </div>
    ${
      isOwn
        ? ''
        : html`<form method="post" action="${service}/account/devices/sign-out">
            <input type="hidden" name="device" value="${session.sid}" />
            <button class="quiet" aria-label="Sign out ${name}">Sign out</button>
          </form>`
    }
  </li>`;
}
