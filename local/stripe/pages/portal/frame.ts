import { html } from 'hono/html';
import { message, page } from '../layout.ts';
import type { Html } from '../layout.ts';
import type { Visit } from './visit.ts';

/** A page of the portal, under the publication's headline, with the way back. */
export function framed(visit: Visit, title: string, body: Html, back = backOf(visit)): Html {
  const {
    headline,
    privacy_policy_url: privacy,
    terms_of_service_url: terms,
  } = visit.configuration.business_profile;
  return page({
    title,
    narrow: true,
    body: html`${headline === null ? '' : html`<p class="quiet">${headline}</p>`}
      <h1>${title}</h1>
      ${body}
      <p class="row">
        ${back === null ? '' : html`<a href="${back.href}">${back.text}</a>`}
        ${terms === null ? '' : html`<a class="quiet" href="${terms}">Terms</a>`}
        ${privacy === null ? '' : html`<a class="quiet" href="${privacy}">Privacy</a>`}
      </p>`,
  });
}

/** From a task that a flow began with, back to the site; from any other, to the portal's first page. */
function backOf({ session, home }: Visit): { readonly href: string; readonly text: string } | null {
  if (session.flow === null) return { href: home, text: 'Back' };
  return session.return_url === null ? null : { href: session.return_url, text: 'Back' };
}

export function problem(text: string | undefined): Html {
  return text === undefined ? html`` : html`<p class="error" id="problem" role="alert">${text}</p>`;
}

export function notFound(): Html {
  return message('No such portal session', 'The address of this page is not one that the double gave out.');
}

/** What a flow ends with, where it leads nowhere else. */
export function donePage({ session }: Visit): Html {
  const text = session.flow?.after_completion.hosted_confirmation?.custom_message;
  const link = session.return_url === null ? undefined : { href: session.return_url, text: 'Back' };
  return message('Done', text ?? 'Your change was made.', link);
}
