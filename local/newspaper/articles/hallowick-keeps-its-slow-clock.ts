import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#c9d6d3"/>
<path d="M0 560 L120 560 V470 L200 410 L280 470 V560 H380 V500 L450 440 L520 500 V675 H0Z" fill="#8a6f5a"/>
<path d="M760 675 V500 L830 440 L900 500 V560 H1000 V460 L1080 400 L1160 460 V560 H1200 V675Z" fill="#8a6f5a"/>
<rect x="480" y="180" width="260" height="495" fill="#e9dcc3"/><path d="M450 190 L610 40 L770 190Z" fill="#7a1f1f"/>
<circle cx="610" cy="330" r="104" fill="#fbf7ef" stroke="#22303c" stroke-width="12"/>
<g stroke="#22303c" stroke-width="8" stroke-linecap="round"><path d="M610 244 V258 M610 402 V416 M524 330 H538 M682 330 H696"/></g>
<path d="M610 330 L665 325" stroke="#22303c" stroke-width="14" stroke-linecap="round"/>
<path d="M610 330 L610 258" stroke="#22303c" stroke-width="9" stroke-linecap="round" opacity=".3"/>
<path d="M610 330 L544 301" stroke="#7a1f1f" stroke-width="9" stroke-linecap="round"/><circle cx="610" cy="330" r="12" fill="#22303c"/>
<path d="M560 675 V560 A50 50 0 0 1 660 560 V675Z" fill="#5b4636"/>
<g fill="none" stroke="#22303c" stroke-width="5" stroke-linecap="round"><path d="M230 200 q20 -22 40 0 q20 -22 40 0 M330 140 q16 -18 32 0 q16 -18 32 0 M900 230 q20 -22 40 0 q20 -22 40 0"/></g>
</svg>`;

export const theSlowClock: Article = {
  slug: 'hallowick-keeps-its-slow-clock',
  section: 'news',
  free: true,
  headline: 'Hallowick votes to keep its clock eleven minutes slow',
  standfirst:
    'The railway offered to mend it for nothing. By 2,104 votes to 1,967 the town has said no, and means to have the error painted on the tower.',
  author: { name: 'Wren Abelard', role: 'Durn Valley correspondent' },
  publishedAt: '2026-05-18T18:00:00Z',
  illustration: {
    svg,
    alt: 'A market town’s clock tower with a red roof. The minute hand stands some way short of where a faint second hand says it should be.',
    caption: 'The tower in Hallowick’s market square. A mason has been asked to quote for the inscription.',
    credit: 'Illustration: Tam Osei',
  },
  excerpt: [
    'The clock in Hallowick market square has been eleven minutes slow since the winter of 1938, when a pendulum rod was replaced with the only one that the blacksmith had. On Sunday the town decided, by a margin of 137, to leave it alone.',
    'The vote was not binding. The clock belongs to the town council, which could have accepted Durn Valley Rail’s offer to regulate it, free of charge, on any afternoon in the past four years. But the mayor, Hester Lindqvist, said that she would sooner close the swimming baths than move that hand without asking, and the council agreed to ask.',
  ],
  body: [
    'The railway’s interest is simple. Its trains leave on time and Hallowick’s passengers do not. The company reckons that three in a hundred of all tickets sold in the town are used on a later train than the one intended, against one in a hundred elsewhere on the line, and it put the cost of the complaints at forty thousand crowns a year.',
    'The town’s interest took longer to explain. Shops in the square open by the clock. So does the school, which rings its bell eleven minutes after everybody else’s and lets out eleven minutes later. There are two words in local use, tower and train, which are put after an hour to say which is meant. Children learn to subtract early. “It is the only arithmetic that the whole valley is jealous of,” said Bram Okonjo, who teaches it.',
    'Those who wanted the clock mended were not all newcomers. Dr Sunniva Pratt, who was born in the square, pointed out at a meeting in April that an ambulance crew from outside the town had twice been given a time of collapse without being told which kind. “I love the clock,” she said. “I would love it eleven minutes faster.”',
    'That argument moved people, and it may have settled the form of the result. The motion that was passed keeps the clock as it is but obliges the council to say so. In letters a hand high, below the dial and visible from the station steps, the tower is to carry the words ELEVEN MINUTES SLOW. The surgery, the school and the post office will put up clocks that agree with the railway.',
    'Turnout was 71 per cent, the highest in the town for any vote since the one on the bridge. In the hall where the papers were counted there is a clock as well. It was right, and the count ended at ten to nine by it. Outside, as the mayor read out the figures, the tower stood at twenty-one minutes to.',
    'Durn Valley Rail said that it respected the decision. From the summer timetable it will print, beside Hallowick’s departures and nobody else’s, a second column.',
    'A smaller question is still open. The council’s own engineer climbed the tower on Monday to measure for the inscription and timed the movement against his watch. After eighty-eight steady years it has begun, he found, to lose about four seconds a month. By the summer after next the words will be wrong, and the town will need another vote, or a mason with a chisel and a twelve.',
    'The mayor has asked him to put it in writing. She has also asked him not to hurry. For the moment the error is exactly as advertised, the baths are open, and the first train on Monday left with, by the company’s count, four fewer passengers than had bought tickets for it. They were seen on the platform, at what they took to be three minutes to, in excellent spirits.',
  ],
};
