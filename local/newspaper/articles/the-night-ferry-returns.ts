import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#1f2d3a"/>
<circle cx="960" cy="140" r="58" fill="#efe6d4"/><circle cx="985" cy="125" r="52" fill="#1f2d3a"/>
<g fill="#efe6d4"><circle cx="130" cy="90" r="4"/><circle cx="300" cy="170" r="3"/><circle cx="470" cy="80" r="4"/><circle cx="690" cy="150" r="3"/><circle cx="1110" cy="240" r="4"/><circle cx="800" cy="60" r="3"/></g>
<path d="M0 430 H1200 V675 H0Z" fill="#2f4a5a"/>
<path d="M0 430 C90 395 150 400 230 430Z" fill="#16212b"/><rect x="118" y="350" width="22" height="62" fill="#16212b"/>
<path d="M129 356 L620 300 V420Z" fill="#c98b2b" opacity=".35"/><circle cx="129" cy="356" r="9" fill="#f4d58d"/>
<path d="M400 430 H1000 L940 520 H450Z" fill="#7a1f1f"/><path d="M470 370 H930 V430 H470Z" fill="#efe6d4"/><path d="M560 310 H840 V370 H560Z" fill="#d8cbb2"/>
<rect x="720" y="230" width="64" height="80" fill="#7a1f1f"/><rect x="720" y="244" width="64" height="16" fill="#efe6d4"/>
<g fill="#f4d58d"><rect x="500" y="388" width="36" height="22"/><rect x="560" y="388" width="36" height="22"/><rect x="620" y="388" width="36" height="22"/><rect x="800" y="388" width="36" height="22"/><rect x="590" y="330" width="40" height="20"/></g>
<path d="M400 540 C520 520 600 560 720 540 S940 520 1040 545 M300 590 C440 570 560 610 700 590 S960 570 1100 595" fill="none" stroke="#6d8d9c" stroke-width="7" stroke-linecap="round"/>
</svg>`;

export const theNightFerryReturns: Article = {
  slug: 'the-night-ferry-returns',
  section: 'news',
  free: false,
  headline: 'The night ferry to Orrin returns, with half its crew',
  standfirst:
    'From Monday there is a boat at twenty past eleven again. The union, the insurer and the islanders agree on one thing: nobody has tried this before.',
  author: { name: 'Pell Adeyo', role: 'transport reporter' },
  publishedAt: '2026-05-20T16:10:00Z',
  illustration: {
    svg,
    alt: 'A small red and cream car ferry crosses a dark sea by night. A few of its windows are lit. A lighthouse beam sweeps behind it.',
    caption: 'The Constant Anna will make the crossing six nights a week.',
    credit: 'Illustration: Ines Calloway',
  },
  excerpt: [
    'The night boat between Port Senning and the Isle of Orrin will sail on Monday for the first time in three winters. It will carry up to ninety passengers and twenty-two vehicles, as it always did. It will carry a crew of five. It used to be eleven.',
    'Orrin Ferries says that the six who are missing have been replaced by a mooring system, a camera mast and a room on the mainland from which two officers can watch the engines of all three of its ships. The Seafarers’ Association says that they have been replaced by hope.',
  ],
  body: [
    'The service stopped in November three years ago, when the company lost a quarter of its deck officers to the wind farms in one season and could no longer fill a night roster within the hours that the law allows. Islanders were promised that it would be back by spring. The last boat home has left the capital at ten to six ever since.',
    'That one line in a timetable rearranged a great deal. The hospital now keeps two beds for islanders who are well enough to go home and cannot. The Orrin youth orchestra rehearses by telephone. Marisol Quent, who runs the chandlery on the island’s only quay, counts eleven families who have moved to the mainland and can tell you the month in which each of them went.',
    {
      quote: 'You can live a long way from a hospital. You can’t live a long way from the last boat.',
      by: 'Marisol Quent, chandler, Orrin',
    },
    { heading: 'Five people, eighty minutes' },
    'On the roster that starts on Monday are a master, a mate, an engineer and two deckhands. The rule that governs passenger ships in Ostmere’s waters sets a minimum by what a crew must be able to do at once: steer, fight one fire, and lower one boat. The Maritime Office accepted in April that five can do all three, on this ship, on this crossing, in winds up to force seven. Above that the boat stays in.',
    'The Fold watched the trial on which the decision rests. A smoke canister was lit on the car deck twelve minutes out. The two deckhands had a hose on it in under three minutes, while the mate mustered eighty volunteers at the after stairs. A liferaft was in the water in nine. It was a calm evening in early April, with daylight to spare; the volunteers were naval cadets.',
    'Jory Vandermeer, who speaks for the Association and went to sea for nineteen years, was on the same trial. He does not say that it was rigged. He says that he has never known a car-deck fire in which everyone on the stairs was twenty and sober.',
    { heading: 'The insurer’s condition' },
    'Lantern Mutual, which covers the ship, agreed to the smaller crew on a condition that neither the company nor the Maritime Office mentioned when they announced the service. It is on page forty-one of the policy, a copy of which was given to us by somebody who thought that passengers might like to know. The cover for liability to passengers is suspended whenever the link to the control room ashore has been down for longer than fifteen minutes.',
    'The crossing lasts eighty. By the company’s own log the link was lost nineteen times in the five weeks of trials, and four of those lasted longer than a quarter of an hour, all of them in the lee of Carrow Head, where there is no mast and no plan to build one. The policy does not say what the master should do then. Turning round would keep the ship in the dead water for longer.',
    'Ilse Branagh, managing director of Orrin Ferries, confirmed the clause. She said that a second link, by satellite, would be fitted by the end of July, and that until then the company would meet any claim out of its own funds. Those amounted at the end of last year to 2.3 million crowns. A single serious injury at sea was settled last year for 1.9 million.',
    { heading: 'Monday' },
    'None of this has kept anybody from booking. Every place on the first sailing was taken within an hour and ten minutes of its going on sale, about a third of them by people who intend to go there and straight back. The orchestra is bringing its instruments.',
    'Mrs Quent will not be on the boat. She will be on the quay, she says, at twenty to one in the morning, to take a line, because it has been pointed out to her that there is nobody else left whose job it is.',
  ],
};
