import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#efe6d4"/>
<g stroke="#d3c5a8" stroke-width="3"><path d="M90 130 H1110 M90 260 H1110 M90 390 H1110 M90 520 H1110"/></g>
<path d="M90 500 C240 490 300 430 420 420 S640 330 740 250 S960 130 1100 110" fill="none" stroke="#7a1f1f" stroke-width="14" stroke-linecap="round"/>
<path d="M90 300 C260 310 380 350 520 360 S860 430 1100 440" fill="none" stroke="#44687a" stroke-width="14" stroke-linecap="round" stroke-dasharray="2 26"/>
<g><ellipse cx="300" cy="560" rx="92" ry="62" fill="#fbf7ef" stroke="#22303c" stroke-width="6"/><ellipse cx="400" cy="530" rx="34" ry="28" fill="#22303c"/><path d="M250 615 V660 M285 620 V660 M325 620 V660 M355 612 V660" stroke="#22303c" stroke-width="10"/><circle cx="410" cy="524" r="5" fill="#fbf7ef"/></g>
<g fill="#5d7052" stroke="#22303c" stroke-width="6" stroke-linejoin="round"><path d="M820 500 L880 470 Q920 500 960 470 L1020 500 L1050 640 L1000 650 L985 570 V665 H855 V570 L840 650 L790 640Z"/></g>
<path d="M858 590 H982 M858 625 H982" stroke="#e9dcc3" stroke-width="8" stroke-dasharray="14 10"/>
<path d="M400 545 C520 640 620 480 700 580 S780 640 800 600" fill="none" stroke="#c98b2b" stroke-width="6"/>
</svg>`;

export const whyWoolIsDear: Article = {
  slug: 'why-wool-is-dear-and-jumpers-are-cheap',
  section: 'analysis',
  free: false,
  headline: 'Why wool is dear and jumpers are cheap',
  standfirst:
    'Raw fleece has doubled in two years. The jumper in the window costs what it did. Somebody is paying the difference, and it is not who the mills say.',
  author: { name: 'Caspar Nwosu', role: 'markets columnist' },
  publishedAt: '2026-05-18T06:00:00Z',
  illustration: {
    svg,
    alt: 'Two lines on a chart: a red one climbs, a dotted blue one falls. Below them a sheep stands at one end of a thread and a jumper at the other.',
    caption: 'Fleece at the Hallowick sales against jumpers in Port Senning, 2024 to 2026. Not to scale.',
    credit: 'Illustration: Tam Osei',
  },
  excerpt: [
    'At the Hallowick sales in the first week of May a kilogram of greasy Marrowfell fleece made 6.10 crowns. Two years earlier it made 2.95. In the same two years the price of a plain woollen jumper in the shops of Port Senning went from 84 crowns to 82.',
    'A doubling of the raw material and a small fall in the finished thing is not what a textbook leads one to expect. Three explanations are on offer, and each has a lobby. The spinners say that they are absorbing the rise. The shops say that they are. The hill farmers say that the whole thing is a trick of the calendar. All three are wrong in an instructive way.',
  ],
  body: [
    { heading: 'How much sheep is in a jumper' },
    'Start with the arithmetic that nobody does. A jumper weighs about 450 grams. Fleece loses some forty-five per cent of its weight in scouring, and a little more in combing and spinning, so that the jumper began as roughly 900 grams of what comes off the sheep. At the old price that was 2.65 crowns’ worth. At the new one it is 5.50.',
    'So the doubling, for all the noise that it makes on the hill, adds 2.85 crowns to a thing that sells for 82. Wool was a little over three per cent of the price that you pay; now it is nearer seven. The rest is labour, energy, freight, rent, tax and the cost of the jumpers that nobody bought. When a small part of a cost doubles, the price of the whole need not move at all, provided that something larger has eased.',
    { heading: 'What eased' },
    'Something did, and it was not virtue. Two years ago the mills of the lower Durn were paying 310 crowns a megawatt-hour to dry and dye. The contract that they signed last autumn is at 190. Dyeing is the hungriest stage of all, and on the figures that three mills let me see, that change alone took 4.40 crowns off the cost of a jumper. It more than paid for the sheep.',
    'Here the spinners’ account begins to fray. They are not absorbing the rise in fleece; they have been handed a larger fall in power, and they have kept about a third of it. Gross margins at the two listed mills, Durn Worsted and Pallister, widened last year by 1.2 and 1.9 points. A company that is absorbing something does not usually get fatter.',
    {
      quote: 'We would rather that you wrote about fleece.',
      by: 'A finance director, on being asked about electricity',
    },
    { heading: 'Why fleece doubled' },
    'Demand did not do it. Mills bought slightly less wool last year than the year before. The rise came from the other side: the clip is down by a fifth. The subsidy for hill flocks was moved in 2024 from the number of ewes to the area of heather, and a farmer paid for heather keeps fewer ewes. Some nine hundred thousand sheep went to market in eighteen months. They were sold for meat, which is why lamb was so cheap last spring, and they will not be shorn again.',
    'This is also what is wrong with the calendar theory. Farmers say that the May sales are thin and that the price will be back at four crowns by July. It was said last year too. A flock that has gone takes four years to breed again, and no one is going to start while the payment stands as it does.',
    { heading: 'Who pays, then' },
    'Follow the two changes to their ends. Shoppers pay about what they paid. Farmers who kept their flocks earn more from each fleece and less from the state, and come out, on the average upland holding of three hundred ewes, some 400 crowns worse. The mills are ahead. And the cheap power, to close the circle, comes from an auction in which the state promised the generators a floor: the Treasury paid 61 million crowns under it last winter.',
    'The difference between dear wool and a cheap jumper, in other words, is in your tax bill, under a heading that does not mention wool. It is a perfectly respectable policy to swap sheep for heather, and another to light the mills for less. But they were announced as two, by two ministries, each of which costed its own. No one has been asked to vote on the sum.',
    { heading: 'What to watch' },
    {
      list: [
        'The July sales. If fleece holds above 5.50 crowns on a full offering, the clip really is gone.',
        'Pallister’s half-year figures in August. If the margin goes on widening, a supplier is about to ask why.',
        'The power floor, which is due for renewal in October. Without it, a jumper costs 86 crowns by my count, and we shall all hear about sheep again.',
      ],
    },
  ],
};
