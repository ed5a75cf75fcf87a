import type { Words } from './words.ts';

export const german: Words = {
  'mail.questions': 'Fragen? Schreiben Sie an {support}.',
  'mail.life': 'Der Code gilt {minutes} Minuten und nur einmal.',

  'mail.signIn.subject': '{code} ist Ihr Code für {publication}',
  'mail.signIn.title': 'Anmelden: {publication}',
  'mail.signIn.preview': 'Gilt {minutes} Minuten, dort, wo Sie ihn angefordert haben.',
  'mail.signIn.code': 'Ihr Code, einzugeben dort, wo Sie ihn angefordert haben:',
  'mail.signIn.link': 'Oder öffnen Sie, auf einem beliebigen Gerät, diesen Link:',
  'mail.signIn.onlyLink': 'Öffnen Sie diesen Link auf dem Gerät, auf dem Sie lesen möchten:',
  'mail.signIn.button': 'Auf diesem Gerät anmelden',
  'mail.signIn.life': 'Beide gelten {minutes} Minuten und nur einmal.',
  'mail.signIn.onlyLinkLife': 'Der Link gilt {minutes} Minuten und nur einmal.',
  'mail.signIn.unasked':
    'Sie haben das nicht angefordert? Dann tun Sie nichts: Ohne diese Mail wird niemand angemeldet.',

  'mail.oldAddress.subject': '{code} ist Ihr Code, um Ihre Adresse bei {publication} zu ändern',
  'mail.oldAddress.title': 'Adresse ändern?',
  'mail.oldAddress.said':
    'Jemand, der bei {publication} als Sie angemeldet ist, möchte Ihre Adresse in {address} ändern.',
  'mail.oldAddress.code': 'Wenn Sie es waren, geben Sie diesen Code dort ein, wo Sie ihn angefordert haben:',
  'mail.oldAddress.unasked':
    'Sie waren es nicht? Dann geben Sie den Code niemandem: Ohne ihn ändert sich nichts. Melden Sie sich in Ihrem Konto an und melden Sie alle anderen Geräte ab.',

  'mail.newAddress.subject': '{code} ist Ihr Code, um diese Adresse bei {publication} zu verwenden',
  'mail.newAddress.title': 'Ist das Ihre Adresse?',
  'mail.newAddress.said': 'Jemand hat diese Adresse bei {publication} als seine angegeben.',
  'mail.newAddress.code': 'Wenn Sie es waren, geben Sie diesen Code dort ein, wo Sie ihn angefordert haben:',
  'mail.newAddress.unasked':
    'Sie waren es nicht? Dann tun Sie nichts: Ohne den Code wird die Adresse nicht verwendet.',

  'mail.addressChanged.subject': 'Ihre Adresse bei {publication} wurde geändert',
  'mail.addressChanged.title': 'Ihre Adresse wurde geändert',
  'mail.addressChanged.said':
    'Ihr Konto bei {publication} hat ab jetzt die Adresse {address}. Mit ihr melden Sie sich an, und dorthin gehen Mails.',
  'mail.addressChanged.unasked': 'Sie waren es nicht? Dann schreiben Sie uns sofort.',

  'page.questions': 'Fragen? Schreiben Sie an {support}.',
  'page.refused': 'Das hat nicht geklappt',
  'page.read': '{publication} lesen',

  'signIn.title': 'Anmelden',
  'signIn.said': 'Wir schicken Ihnen einen Code. Ein Passwort gibt es nicht.',
  'signIn.address': 'Ihre E-Mail-Adresse',
  'signIn.button': 'Code anfordern',

  'code.title': 'Code eingeben',
  'code.sent':
    'Wir haben einen sechsstelligen Code an {address} geschickt. Er gilt {minutes} Minuten, in diesem Browser. In der Mail ist auch ein Link, für ein anderes Gerät.',
  'code.label': 'Sechsstelliger Code',
  'code.button': 'Anmelden',
  'code.again': 'Neuen Code anfordern',
  'code.missing':
    'Keine Mail? Sehen Sie im Spam-Ordner nach. Wer sehr oft gefragt hat, bekommt keinen Code mehr: Verwenden Sie den Link in der neuesten Mail.',
  'code.otherAddress': 'Andere Adresse verwenden',

  'link.title': 'Anmelden?',
  'link.said': 'Sie melden sich auf diesem Gerät als {address} an.',
  'link.unasked':
    'Sie haben das nicht angefordert, oder es ist nicht Ihre Adresse? Dann schließen Sie diese Seite.',
  'link.button': 'Anmelden',
  'link.expiredTitle': 'Dieser Link ist zu alt',
  'link.usedTitle': 'Dieser Link wurde schon verwendet',
  'link.anew': 'Neuen an {address} schicken',

  'refused.address_invalid': 'An diese E-Mail-Adresse kann nichts geschickt werden.',
  'refused.address_not_ascii':
    'Schreiben Sie die Adresse in reinem ASCII, eine internationale Domain in ihrer Form mit xn--.',
  'refused.to_not_allowed': 'Der Ort, an den es zurückgehen soll, gehört nicht zu dieser Publikation.',
  'refused.code_malformed': 'Ein Code hat sechs Ziffern.',
  'refused.code_wrong': 'Das ist nicht der Code, der geschickt wurde.',
  'refused.code_used_up': 'Zu viele falsche Codes. Fordern Sie einen neuen an.',
  'refused.code_limit':
    'Heute gab es zu viele falsche Codes für diese Adresse. Verwenden Sie den Link in der Mail.',
  'refused.sign_in_expired':
    'Diese Anmeldung ist abgelaufen oder hat in einem anderen Browser begonnen. Fordern Sie einen neuen Code an.',
  'refused.link_expired': 'Dieser Link ist zu alt oder nicht von uns. Fordern Sie einen neuen an.',
  'refused.link_used':
    'Dieser Link wurde schon verwendet; jeder gilt nur einmal. Fordern Sie einen neuen an.',
};
