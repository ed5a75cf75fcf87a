import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#dfe5e3"/>
<rect y="300" width="1200" height="375" fill="#a9bfc4"/>
<path d="M0 430 C200 400 420 450 640 440 S1000 470 1200 440 V675 H0Z" fill="#d8c59d"/>
<path d="M0 500 C160 480 300 520 460 510 S700 540 760 675 H0Z" fill="#c7b184"/>
<path d="M760 675 C780 600 880 560 1000 560 S1160 540 1200 540" fill="none" stroke="#7f9aa3" stroke-width="20"/>
<g transform="rotate(9 560 440)"><path d="M380 400 H780 L720 480 H440Z" fill="#44687a" stroke="#22303c" stroke-width="8" stroke-linejoin="round"/><path d="M390 420 H768" stroke="#efe6d4" stroke-width="10"/><path d="M560 400 V150" stroke="#22303c" stroke-width="10"/><path d="M572 170 L700 370 H572Z" fill="#efe6d4" stroke="#22303c" stroke-width="6" stroke-linejoin="round"/></g>
<path d="M700 490 C760 560 820 580 900 590" fill="none" stroke="#22303c" stroke-width="5"/><path d="M900 575 V620 M880 605 q20 24 40 0" fill="none" stroke="#22303c" stroke-width="8" stroke-linecap="round"/>
<g fill="none" stroke="#22303c" stroke-width="5" stroke-linecap="round"><path d="M150 180 q20 -22 40 0 q20 -22 40 0 M280 130 q16 -18 32 0 q16 -18 32 0 M960 170 q20 -22 40 0 q20 -22 40 0"/></g>
<g fill="#7a1f1f"><circle cx="220" cy="560" r="8"/><circle cx="300" cy="590" r="6"/><circle cx="140" cy="610" r="7"/></g>
</svg>`;

export const slackTide: Article = {
  slug: 'slack-tide-number-twelve',
  section: 'newsletters',
  free: false,
  headline: 'Slack Tide, no. 12: the boat that would not sell',
  standfirst:
    'A fortnightly letter from the coast. This time: Teasel Bay at low water, a price that only goes up, and a way with mussels that needs no wine.',
  author: { name: 'Linnea Sorrel', role: 'writes Slack Tide from Teasel Bay' },
  publishedAt: '2026-05-10T08:00:00Z',
  illustration: {
    svg,
    alt: 'A small blue sailing boat leans on the sand at low tide. Its anchor lies in a shallow channel, and gulls pass over.',
    caption: 'The Second Thoughts, eighteen feet, dry at half tide.',
    credit: 'Illustration: Tam Osei',
  },
  excerpt: [
    'Dear all. There is a boat for sale on the hard at Teasel Bay, and there has been since before I came. She is called Second Thoughts. She is eighteen feet long, blue, sound, and slightly ridiculous about the stern. A card in her porthole gives a price. What made me stop, on a walk that was meant to be about something else, was that the price had been crossed out and raised.',
    'I looked closer. It had been crossed out and raised eleven times. The first figure, at the bottom in a different ink, is 900 crowns. The top one is 3,400. I have bought and sold enough old boats to know that this is not how it is done.',
  ],
  body: [
    { heading: 'Enquire within' },
    'The card says to enquire at the net loft, so I did. The owner is a man of about eighty called Cuthbert Ames, who was mending a creel and did not stop. I asked whether the boat was really for sale. He said that it said so. I asked why she cost more every year. He asked me whether I had noticed that everything did.',
    'It came out by degrees, as things do when one of you has something to do with his hands. He built her in 1979 with his brother Wilf, who had the eye, while Cuthbert had the patience. They sailed her for thirty summers without a word, because Wilf could not talk and steer, and would not let anybody else steer. When he died Cuthbert put her up for sale at once, for 900 crowns, which was fair, and by evening a dentist from Hallowick had said that he would take her.',
    '“And I found that I’d put the price up,” he said.',
    'The dentist paid a visit the following week with 1,100. By then it was 1,250. They became, I gather, quite good friends. Each spring somebody comes who truly wants her, and each spring Cuthbert discovers that she is worth a little more than they have. He isn’t being greedy. He keeps her painted, tars her bottom and has new rope in her. He would let her go tomorrow, he told me, to someone who could pay what she was worth.',
    'I asked him what that was. He thought about it for so long that I heard the tide turn.',
    { heading: 'What is about' },
    'Thrift is out on the low cliffs, and there is sea kale beyond the groyne; leave it alone, it is protected and tastes of effort. Terns came back on the second, two days late, all at once, and complaining. If you walk out to the wreck, go at least two hours before low water and come back when the old man on the bench stands up. He doesn’t know that he is a signal. Nobody has told him.',
    { heading: 'Mussels, without wine' },
    'You will be told that mussels need white wine. They need acid and steam. For two people, soften a leek in butter with more pepper than seems right. Put in a kilogram of mussels, scrubbed, and a glass of dry cider or, better, half a glass of the water from a jar of pickled samphire with as much again from the tap. Lid on; four minutes; shake it once as if you meant it. Throw away those that stay shut, and eat the others out of the pan with bread that can stand up for itself.',
    'My neighbour, who taught me this, adds a spoon of cream and denies it.',
    { heading: 'From your letters' },
    'Several of you wrote about last fortnight’s question, how one knows that one has moved to a place and is no longer just staying in it. “When you stop saying the view,” wrote P. Marsh, of Cray. “When I knew which stair,” says a reader on Orrin. And this, unsigned, on the back of a tide table: when you are cross about a change that was made before you came.',
    'I went past the loft again last evening. The card had been crossed out. I got my glasses on, in some dread, since I have become attached to things as they are. It says 3,450 now. There was a dentist’s car by the slip, and two men sat in the boat, on the hard, not saying a word. One of them was steering.',
    'Fair winds. Linnea.',
  ],
};
