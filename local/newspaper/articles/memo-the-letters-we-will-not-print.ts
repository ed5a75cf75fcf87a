import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#7d8f98"/>
<rect y="480" width="1200" height="195" fill="#54646d"/>
<path d="M330 300 H870 V600 H330Z" fill="#8a6f5a" stroke="#22303c" stroke-width="8"/><path d="M330 300 L380 230 H820 L870 300Z" fill="#a3876e" stroke="#22303c" stroke-width="8" stroke-linejoin="round"/>
<rect x="560" y="360" width="80" height="100" rx="10" fill="#c98b2b" stroke="#22303c" stroke-width="8"/><circle cx="600" cy="398" r="12" fill="#22303c"/><path d="M600 400 V434" stroke="#22303c" stroke-width="10"/>
<g stroke="#22303c" stroke-width="6" fill="#fbf7ef"><g transform="rotate(-14 480 170)"><rect x="390" y="110" width="190" height="120"/><path d="M390 110 L485 180 L580 110" fill="none"/></g><g transform="rotate(10 700 150)"><rect x="610" y="90" width="190" height="120"/><path d="M610 90 L705 160 L800 90" fill="none"/></g></g>
<circle cx="485" cy="182" r="14" fill="#7a1f1f"/><circle cx="702" cy="160" r="14" fill="#7a1f1f"/>
<path d="M330 530 H870" stroke="#22303c" stroke-width="6"/>
</svg>`;

export const theLettersWeWillNotPrint: Article = {
  slug: 'memo-the-letters-we-will-not-print',
  section: 'memos',
  free: false,
  headline: 'Memo: the letters that we will not print',
  standfirst:
    'We hold forty-one letters from the late harbour master to a woman who was not his wife. They are genuine, and half the town would read them. Why they stay in the safe.',
  author: { name: 'Judith Harrowgate', role: 'editor' },
  publishedAt: '2026-05-11T17:15:00Z',
  illustration: {
    svg,
    alt: 'A closed wooden chest with a brass lock. Two sealed envelopes hover over it.',
    caption: 'The letters came to us in March, in a biscuit tin, without a note.',
    credit: 'Illustration: Tam Osei',
  },
  excerpt: [
    'To the newsroom. You will have heard by now that we have the Castellane letters, because eleven of you have asked me and the other seven have asked Farida. We do. I have read all forty-one of them, and so has Odile. We have decided not to print them, and you are owed the reasons, since some of you will be asked for them in the street.',
    'Gideon Castellane was harbour master for twenty-two years and died in January with a street named after him. The letters were written to a woman who is alive, between 1998 and 2006. They are what you suppose. They are also, in places, about the dredging contracts.',
  ],
  body: [
    { heading: 'What we asked' },
    'First: are they real? Odile took a month over this. The hand matches four hundred pages of harbour logs. The paper was made in a mill that closed in 2007. Two of the letters describe a storm by its hour, and the hour is right. I have no doubt.',
    'Second: how did they come? In a biscuit tin on the front step, on a Sunday. We do not know who left it. We do know who did not, because the woman to whom they were written telephoned on the Monday to ask, without much hope, whether anybody had handed in a tin.',
    'Third, and this is the question on which it turned: what is in them that a citizen needs? There are three passages. In one he says that the survey of the north channel was done “from the window, as usual”. In another he names the man at Lowther Dredging who “understands Christmas”. The third is a sum. Those bear on eleven million crowns of public money and on a channel that a trawler went aground in.',
    { heading: 'What we are doing' },
    'We are not printing the letters. We are reporting the dredging. Odile has had since March what those three passages gave her, which was where to look. She has now found the survey book, which is blank for the days in question and which we were entitled to see all along. She has the ledger of a company that was wound up in 2009. And she has a pilot who will say on the record what he was told to write. None of it needs a love letter to stand on.',
    'That is the rule that I would like us to take from this. A private thing may tell us where to dig. If we dig and there is nothing else there, then all we had was a private thing.',
    {
      quote: 'I don’t mind what you say about him. He’d have minded what he said to me.',
      by: 'The woman to whom the letters were written, who has agreed to these two sentences',
    },
    { heading: 'What was said against it' },
    'Caspar holds that the dead have no privacy, and that a public man’s hand in his own account of a fraud is the best evidence that there can be. He may be right about the evidence. If the case comes to court and the court asks for the three pages, it shall have them.',
    'Pell said that somebody else will print them. That is likely enough, for whoever fills one tin may have copied it first. It is a reason to be quick with the dredging, and we shall be. It has never been a reason for anything else. There is always somebody else.',
    'Wren asked, as she does, whether we should feel the same if he had been somebody that we disliked. I went home and thought about two people whom I dislike. I believe that the answer is yes. I noticed that it took me longer.',
    { heading: 'What you may say' },
    'Say all of this. There is nothing in this memo that I should mind seeing in our own pages, which is why it is going there. Do not name her. Do not hint at the street. If you are offered copies, say that we have seen them, and come and tell me who asked.',
    'The tin is in the safe. On the day that the dredging report is published it goes back to its owner, unopened by anyone further, by hand. I shall take it myself. She has said that there will be biscuits.',
  ],
};
