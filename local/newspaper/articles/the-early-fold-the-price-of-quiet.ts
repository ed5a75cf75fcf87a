import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#f0cfa0"/>
<circle cx="600" cy="400" r="170" fill="#d9772f"/>
<g stroke="#d9772f" stroke-width="12" stroke-linecap="round"><path d="M600 180 V110 M400 250 L350 195 M800 250 L850 195 M330 400 H250 M870 400 H950"/></g>
<path d="M0 430 H1200 V675 H0Z" fill="#3c5664"/>
<path d="M470 470 H730 M430 520 H770 M500 570 H700" stroke="#d9772f" stroke-width="10" stroke-linecap="round"/>
<g fill="#22303c"><path d="M0 430 V330 H70 V280 H110 V330 H170 V370 H230 V430Z"/><path d="M1200 430 V300 H1130 V350 H1080 V260 H1040 V350 H980 V430Z"/></g>
<g fill="#f4d58d"><rect x="30" y="350" width="18" height="22"/><rect x="130" y="350" width="18" height="22"/><rect x="1100" y="370" width="18" height="22"/><rect x="1150" y="330" width="18" height="22"/></g>
<g><path d="M150 610 q50 -50 120 -20 l40 -14 l-22 30 q-60 44 -138 4Z" fill="#fbf7ef"/><circle cx="280" cy="593" r="4" fill="#22303c"/></g>
</svg>`;

export const theEarlyFold: Article = {
  slug: 'the-early-fold-the-price-of-quiet',
  section: 'newsletters',
  free: false,
  headline: 'The Early Fold: the price of quiet',
  standfirst:
    'Tuesday’s letter, sent at six. A fish market goes electric, three numbers before breakfast, and what a silent street does to rents.',
  author: { name: 'Ruben Achterberg', role: 'writes The Early Fold' },
  publishedAt: '2026-05-19T05:00:00Z',
  illustration: {
    svg,
    alt: 'A big orange sun comes up over a harbour between dark houses with a few lit windows. A gull floats on the water.',
    caption: 'Fish Quay at ten to five, which is when this letter gets written.',
    credit: 'Illustration: Ines Calloway',
  },
  excerpt: [
    'Good morning. I live over Fish Quay, as those of you who have complained about my typing know, and for fourteen years I have been woken at ten to four by the reversing alarm of a diesel forklift called Brenda. Yesterday I woke at seven. I thought that I had died.',
    'The market has gone electric. All nine forklifts, both ice lorries and the thing that sounds like a piano being dragged were changed over at the weekend, and the Harbour Board has put out a statement with the word “seamless” in it. What it does not mention is the rent, so let us start there.',
  ],
  body: [
    { heading: 'The big thing: quiet costs money' },
    'A two-room flat on the quay goes for about 640 crowns a month. The same flat two streets up goes for 810. That difference has a name among agents, the Brenda discount, and it has been there for as long as anyone can remember. It is how the quay comes to have a violin maker, three nurses, a newsletter and most of the people who work in the market.',
    'I rang four agents. Two had already put up their asking prices, one of them on Saturday, while the old machines were still being winched on to the lorry. Under the Tenancy Act rent can go up when a home has been materially improved, and the question, which no one has ever put to a court here, is whether it is an improvement to your home if something outside it stops.',
    'Farida, who knows about these things and was not asleep either, points to a case from Cray in 1988, where a tannery closed and a landlord tried it on. He lost. The judge held that the absence of a smell is not a fixture. I should like that on a cushion.',
    'The Board could settle it by saying, as it may for its own tenants, that the change is not to count. It owns about a third of the quay. I asked. They will get back to me seamlessly.',
    { heading: 'Three numbers' },
    {
      list: [
        '137. The majority in Hallowick for leaving the clock wrong. Wren’s report is free to read, and you should send it to someone who is late.',
        '6.10 crowns. What a kilogram of fleece made at the May sales. Caspar explains why your jumper did not notice.',
        '1 hour 10 minutes. How long tickets for the first night ferry lasted. There was a queue to join the queue.',
      ],
    },
    { heading: 'Overheard' },
    {
      quote: 'It’s lovely, but now I can hear what you’re all saying.',
      by: 'A buyer, at the first silent auction on Fish Quay',
    },
    'There is a real difficulty in that. Prices at the market are called, and the callers have spent their lives pitching against engines. On Monday a box of brill was sold twice because two buyers each thought that the whole hall was bidding. The auctioneer, Solveig Maddern, has asked for a little noise back. She proposes a radio.',
    { heading: 'In the diary today' },
    {
      list: [
        'Ten o’clock: the Assembly’s water committee, in public. Bring something to do until the second hour; then stop doing it.',
        'Noon: the Bank publishes lending figures for April. Look at small firms.',
        'Half past seven: the Orrin youth orchestra, in one room for the first time in three years, at the Corn Hall. There are some seats at the side.',
      ],
    },
    { heading: 'Your letters' },
    'On Friday I asked what you would bring back if you could have one sound. The foghorn at Carrow Head got 61 votes and the trolley bell 40. Eleven of you asked for the typewriters in this building, which is kind and must be nostalgia for something else. Mrs A. Kell of Teasel Bay wants the sound of her sister coming in at the side door with the wet umbrella. I have nothing to add to that.',
    'Brenda, for those who ask, has gone to a quarry at Stannock. They say that she is settling in. Shut your windows.',
    'Until tomorrow. Ruben.',
  ],
};
