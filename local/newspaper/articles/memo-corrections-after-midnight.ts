import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#2a2f36"/>
<rect y="500" width="1200" height="175" fill="#5b4636"/>
<path d="M250 120 L360 180 L300 220Z" fill="#c98b2b"/><path d="M300 180 L230 320 L290 500" fill="none" stroke="#c98b2b" stroke-width="16" stroke-linejoin="round" stroke-linecap="round"/><rect x="220" y="490" width="150" height="20" rx="8" fill="#c98b2b"/>
<path d="M310 205 L360 180 L880 500 H330Z" fill="#f4d58d" opacity=".28"/>
<g transform="rotate(-5 640 430)"><rect x="440" y="300" width="400" height="270" fill="#fbf7ef"/><g stroke="#9a9483" stroke-width="8"><path d="M480 350 H800 M480 390 H800 M480 470 H800 M480 510 H700"/></g><path d="M480 430 H800" stroke="#22303c" stroke-width="8"/><path d="M470 432 L810 424" stroke="#b3261e" stroke-width="9" stroke-linecap="round"/><path d="M690 404 q20 -34 50 -14" fill="none" stroke="#b3261e" stroke-width="8" stroke-linecap="round"/></g>
<path d="M860 400 L1010 560 L1030 585 L1000 572 L845 420Z" fill="#b3261e"/>
<circle cx="980" cy="170" r="80" fill="#efe6d4" stroke="#c98b2b" stroke-width="10"/><path d="M980 170 L980 112 M980 170 L1008 126" stroke="#22303c" stroke-width="9" stroke-linecap="round"/>
</svg>`;

export const correctionsAfterMidnight: Article = {
  slug: 'memo-corrections-after-midnight',
  section: 'memos',
  free: false,
  headline: 'Memo: corrections after midnight',
  standfirst:
    'From the editor, to all who may be alone in the building when the telephone rings. Who may change what, who must be woken, and what we never do.',
  author: { name: 'Judith Harrowgate', role: 'editor' },
  publishedAt: '2026-05-17T21:40:00Z',
  illustration: {
    svg,
    alt: 'A desk lamp at night lights a page of text. One line has been struck through in red pencil. The clock on the wall says a little past midnight.',
    caption: 'The night desk is one person, one telephone and one list.',
    credit: 'Illustration: Ines Calloway',
  },
  excerpt: [
    'To the night desk, and to everybody who has ever said that they would do it in the morning. On the third of this month we left a wrong name at the top of the site for six hours and ten minutes. Somebody told us in the first ten. I want to set down what went wrong, which was not the reporting, and what we do from tonight.',
    'The name was that of a man who had the misfortune to share a surname and a street with another man, who had been charged. His daughter telephoned at nine minutes past midnight. Idris was on the desk. He did what the handbook says: he took a note, thanked her, and put it in the book for the morning conference. The handbook is mine. So is the mistake.',
  ],
  body: [
    'We wrote that rule when there was a press. After midnight the paper was on the lorries; nothing could be changed, so nothing needed to be decided. We kept it for nine years after the last lorry because no one asked what it was for. Meanwhile the thing that it guards against, a tired person altering the record alone, has stayed exactly as dangerous as it was. I do not want to repeal the one to be rid of the other.',
    { heading: 'What one person may do' },
    'Whoever is on the desk may take something down to the headline, at once, without asking, where a living person says that we have named them wrongly, put them in danger, or shown their child. You need not believe them. You need only think it possible. The page then says that we have withdrawn the article while we check a complaint, with the hour. That sentence is in the system, under F9. Please do not improve it.',
    'I would rather apologise to a reporter for six hours of a blank page than to a family for six of a full one. I have now had both conversations, and they are not alike.',
    { heading: 'What takes two' },
    'Any change to words takes two people, and one of them has to be awake for the purpose. Ring the duty editor. If there is no answer in ten minutes ring me. I know what the hour is. Nobody will ever be thought less of here for ringing, and if you find that somebody makes you feel it, ring me about that too.',
    {
      list: [
        'Names, ages, places, sums and dates: two people, and the note or recording open in front of one of them.',
        'A headline: two people, and read it aloud.',
        'Anything about a court: two people and Farida, whatever she says about her sleep.',
        'Spelling: one person. Enjoy it.',
      ],
    },
    { heading: 'What we never do' },
    'We never change a sentence and leave no mark. Not for a day, not for a minute, not because hardly anyone will have seen it. The correction goes at the foot with the hour and with what we said before, unless repeating it would do the harm again; then it says that much.',
    'We never correct a thing because it is resented. Being telephoned by a minister’s office at one in the morning is a compliment and should be entered as such. Take the note, ask which word is wrong, and what the right one would be. You will find that this ends most of the calls.',
    'And we never let the person who made the mistake be the one who writes the correction. It is too hard. I have read mine.',
    { heading: 'About the sixth of an hour' },
    'Idris asked me yesterday whether he ought to have broken the rule. I have thought about it more than he has, I hope. A rule that needs a good person to break it at midnight, by himself, in his third week, is a bad rule, and he should not have been left alone with it. So: no. But from tonight he would not have to.',
    'The man’s name is on the site once more, at the foot, where we say that he had nothing to do with it. He asked for it to be left there for as long as the other had stood. I said that we would leave it for good. His daughter would like it known that she was perfectly polite on the telephone, and Idris has asked me to confirm that she was.',
    'This memo is in force. Print it and put it by the kettle.',
  ],
};
