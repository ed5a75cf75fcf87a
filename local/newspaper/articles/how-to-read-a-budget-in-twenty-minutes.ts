import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#b9c4b4"/>
<path d="M0 520 H1200 V675 H0Z" fill="#8a6f5a"/>
<path d="M300 190 L600 240 L900 190 V540 L600 590 L300 540Z" fill="#fbf7ef" stroke="#22303c" stroke-width="8" stroke-linejoin="round"/>
<path d="M600 240 V590" stroke="#22303c" stroke-width="8"/>
<g stroke="#9a9483" stroke-width="8" stroke-linecap="round"><path d="M350 260 L550 294 M350 310 L550 344 M350 360 L550 394 M350 410 L500 436 M650 294 L850 260 M650 344 L850 310 M650 444 L790 420"/></g>
<path d="M650 394 L850 360" stroke="#7a1f1f" stroke-width="14" stroke-linecap="round"/>
<circle cx="770" cy="376" r="96" fill="#efe6d4" fill-opacity=".35" stroke="#22303c" stroke-width="16"/>
<path d="M842 446 L960 560" stroke="#22303c" stroke-width="28" stroke-linecap="round"/>
<g><ellipse cx="190" cy="520" rx="70" ry="20" fill="#6b533f"/><path d="M130 430 H250 L238 520 H142Z" fill="#7a1f1f"/><path d="M250 450 q50 0 40 36 q-10 24 -48 20" fill="none" stroke="#7a1f1f" stroke-width="12"/><path d="M170 410 q-16 -26 4 -48 M210 410 q-16 -26 4 -48" fill="none" stroke="#fbf7ef" stroke-width="7" stroke-linecap="round"/></g>
</svg>`;

export const howToReadABudget: Article = {
  slug: 'how-to-read-a-budget-in-twenty-minutes',
  section: 'analysis',
  free: true,
  headline: 'How to read a budget in twenty minutes',
  standfirst:
    'It is 412 pages long and comes out on Tuesday. You need nine of them. A guide for citizens, free to all, with a pencil.',
  author: { name: 'Ottoline Reyes', role: 'economics editor' },
  publishedAt: '2026-05-09T07:00:00Z',
  illustration: {
    svg,
    alt: 'An open book of figures on a desk. A magnifying glass lies over one red line. A mug of tea steams beside it.',
    caption: 'Most of the budget is last year’s budget. The trick is to find the rest.',
    credit: 'Illustration: Tam Osei',
  },
  excerpt: [
    'A budget is the only document in which a government has to say what it will do and what that costs on the same page. It is also 412 pages long, and the first forty are a speech. Here is how we read it in the newsroom, where we have about twenty minutes before somebody wants a headline.',
    'You need the printed volume or its twin on the Treasury’s site, a pencil, and last year’s. Do not read the speech. You will hear it quoted all week.',
  ],
  body: [
    { heading: 'Minutes one to four: the back' },
    'Turn to table C, four pages from the end. It has two columns, what the year was expected to cost and what it did cost, by office. Put a mark beside every line where the second number is more than three per cent away from the first. There are usually six or seven. Those are the places where something happened that the office did not plan, and what it plans next is a guess built on that one.',
    { heading: 'Minutes five to nine: what changed by rule' },
    'Annex 2 lists every measure with its cost for four years. Read it from right to left. The fourth year is what the measure is; the first year is what it will be said to be. A tax cut that costs 5 million this year and 90 million in the fourth is a 90-million cut that has been given a modest entrance. The reverse exists as well, and is called a saving.',
    'Then look for measures that come in pairs: something given to a group on one page and taken from the same people on another. Last year school meals became free, on page 61, and the school travel grant ended, on page 288. For a family in the upper valley the second was worth more than the first.',
    { heading: 'Minutes ten to thirteen: the words' },
    {
      list: [
        '“Up to” before a sum means less than it.',
        '“Over the period” means divide by the years.',
        '“Additional” has to be additional to something. If it does not say to what, look at last year’s book; it is often there already.',
        '“Subject to review” means that nobody has agreed.',
        '“Efficiencies” are cuts whose place has not been chosen.',
      ],
    },
    'None of these words is a lie. They are where a writer with a true sentence to produce, and a minister at the door, goes to sit down.',
    { heading: 'Minutes fourteen to seventeen: the weather' },
    'Page 12 has the forecast on which everything else stands. Find the growth figure and compare it with the Bank’s. If the Treasury is the more cheerful by half a point, multiply: half a point is about 70 million crowns of tax in a year, and you will find that the whole of the surplus is made of it. This is not a scandal. It is a bet, and you are entitled to know that you have one on.',
    { heading: 'Minutes eighteen to twenty: your page' },
    'Last, find the thing that you know about. You drive a bus, or teach, or look after a father. Some half-page in the book is about your work, and you know more about that half-page than the person who wrote it. Read it slowly. If it describes what you see, give the rest of the book some credit. If it does not, do the opposite.',
    'We do this with every budget, each of us with their own half-page, and then compare notes over bad coffee. In eleven years it has been the best forecast in the building.',
    'If your half-page is wrong, write to us on the day. We print the letters, with the page numbers.',
  ],
};
