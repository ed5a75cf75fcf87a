/**
 * What Gatefold says to readers in mails and on the pages of signing in. `{…}` is filled in; a translation, or a
 * publisher's own wording, has the same ones, in any order.
 */
export const english = {
  'mail.questions': 'Questions? Write to {support}.',
  'mail.life': 'The code is good for {minutes} minutes and works once.',

  'mail.signIn.subject': '{code} is your code for {publication}',
  'mail.signIn.title': 'Sign in to {publication}',
  'mail.signIn.preview': 'Good for {minutes} minutes, where you asked for it.',
  'mail.signIn.code': 'Your code, to type where you asked for it:',
  'mail.signIn.link': 'Or, on any device, open this link:',
  'mail.signIn.onlyLink': 'Open this link on the device that you want to read on:',
  'mail.signIn.button': 'Sign in on this device',
  'mail.signIn.life': 'Both are good for {minutes} minutes and work once.',
  'mail.signIn.onlyLinkLife': 'The link is good for {minutes} minutes and works once.',
  'mail.signIn.unasked': 'Did you not ask for this? Then do nothing: nobody is signed in without it.',

  'mail.oldAddress.subject': '{code} is your code to change your address at {publication}',
  'mail.oldAddress.title': 'Change your address?',
  'mail.oldAddress.said':
    'Somebody who is signed in as you at {publication} wants to change your address to {address}.',
  'mail.oldAddress.code': 'If it was you, type this code where you asked for it:',
  'mail.oldAddress.unasked':
    'Was it not you? Then give the code to nobody: nothing changes without it. Sign in to your account and sign out everywhere else.',

  'mail.newAddress.subject': '{code} is your code to use this address at {publication}',
  'mail.newAddress.title': 'Is this your address?',
  'mail.newAddress.said': 'Somebody gave this address as theirs at {publication}.',
  'mail.newAddress.code': 'If it was you, type this code where you asked for it:',
  'mail.newAddress.unasked': 'Was it not you? Then do nothing: without the code the address is not used.',

  'mail.addressChanged.subject': 'Your address at {publication} was changed',
  'mail.addressChanged.title': 'Your address was changed',
  'mail.addressChanged.said':
    'Your account at {publication} has the address {address} from now on. You sign in with that one, and mails go there.',
  'mail.addressChanged.unasked': 'Was it not you? Then write to us at once.',

  'page.questions': 'Questions? Write to {support}.',
  'page.refused': 'That did not work',
  'page.read': 'Read {publication}',

  'signIn.title': 'Sign in',
  'signIn.said': 'We send a code to your address. There is no password.',
  'signIn.address': 'Your e-mail address',
  'signIn.button': 'Send me a code',

  'code.title': 'Enter the code',
  'code.sent':
    'We have sent a six-digit code to {address}. It is good for {minutes} minutes, in this browser. The mail has a link, too, for another device.',
  'code.label': 'Six-digit code',
  'code.button': 'Sign in',
  'code.again': 'Send a new code',
  'code.missing':
    'No mail? Look among the unwanted ones. Whoever has asked very often is sent no code: use the link in the newest mail.',
  'code.otherAddress': 'Use another address',

  'link.title': 'Sign in?',
  'link.said': 'You are about to sign in on this device as {address}.',
  'link.unasked': 'Did you not ask for this, or is this not your address? Then close this page.',
  'link.button': 'Sign in',
  'link.expiredTitle': 'This link is too old',
  'link.usedTitle': 'This link was used',
  'link.anew': 'Send a new one to {address}',

  'refused.address_invalid': 'This is not an e-mail address that mail can be sent to.',
  'refused.address_not_ascii': 'Write the address in plain ASCII; an international domain in its xn-- form.',
  'refused.to_not_allowed': 'The place to go back to is not on one of the publication’s sites.',
  'refused.code_malformed': 'A code has six digits.',
  'refused.code_wrong': 'This is not the code that was sent.',
  'refused.code_used_up': 'Too many wrong codes. Ask for a new one.',
  'refused.code_limit': 'Too many wrong codes for this address today. Use the link in the mail.',
  'refused.sign_in_expired': 'This sign-in is over, or began in another browser. Ask for a new code.',
  'refused.link_expired': 'This link is too old, or is none of ours. Ask for a new one.',
  'refused.link_used': 'This link was used already: each works once. Ask for a new one.',
} as const;
