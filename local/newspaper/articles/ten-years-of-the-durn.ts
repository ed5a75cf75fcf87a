import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#cfdccf"/>
<path d="M0 210 L180 120 L340 200 L520 90 L760 220 L940 130 L1200 230 V675 H0Z" fill="#8a9a86"/>
<path d="M0 300 C300 250 800 270 1200 310 V675 H0Z" fill="#5d7052"/>
<path d="M560 270 C520 330 700 370 640 430 S300 500 380 675 H860 C760 560 880 500 820 430 S620 340 620 270Z" fill="#44687a"/>
<path d="M640 350 q30 10 50 30 M560 470 q60 -20 130 0 M520 570 q90 -24 190 0" fill="none" stroke="#a9c3cb" stroke-width="7" stroke-linecap="round"/>
<g fill="#c98b2b"><path d="M600 535 q34 -26 74 0 l26 -18 v36 l-26 -18 q-40 26 -74 0Z"/></g>
<g fill="#3f5240"><path d="M150 470 l40 -130 l40 130Z M230 520 l46 -150 l46 150Z M960 450 l40 -130 l40 130Z M1050 520 l46 -150 l46 150Z"/></g>
<g stroke="#22303c" stroke-width="8"><path d="M905 640 V420" /><path d="M885 440 H925 M885 480 H925 M885 520 H925 M885 560 H925 M885 600 H925" stroke-width="5"/></g>
<path d="M905 420 V520" stroke="#7a1f1f" stroke-width="10"/>
</svg>`;

export const tenYearsOfTheDurn: Article = {
  slug: 'ten-years-of-the-durn',
  section: 'reports',
  free: false,
  headline: 'Ten years of the Durn: a river’s accounts',
  standfirst:
    'In 2016 five offices signed a plan to clean the Durn by this spring. We counted what was promised, what was spent and what is in the water.',
  author: { name: 'Wren Abelard', role: 'Durn Valley correspondent' },
  publishedAt: '2026-05-16T06:00:00Z',
  illustration: {
    svg,
    alt: 'A river winds down from wooded hills towards the reader. A gold fish swims in it. A measuring post stands on the bank, part of its scale in red.',
    caption: 'The gauge at Nether Durn. Readings here go back to 1924.',
    credit: 'Illustration: Ines Calloway',
  },
  excerpt: [
    'The Durn rises in a bog under Marrowfell, runs for 118 kilometres, turns nine mills, takes in the drains of six towns and comes out at Port Senning the colour of tea. In May 2016, after a summer in which the lower river was closed to bathers for eighty-one days, the five offices that share it signed a plan. By the spring of 2026 it was to be fit to swim in from Hallowick to the sea.',
    'It is the spring of 2026. For this report we read the forty quarterly returns that the plan produced, took the offices’ spending from the audited accounts and not from their announcements, and had the water tested, at our own expense, at five places on six mornings. We also swam in it. That part is at the end.',
  ],
  body: [
    { heading: 'What was promised, and what was done' },
    'The plan made thirty-four promises that could be counted. Nineteen were kept, most of them late. Nine were begun and not finished. Six were never begun. The kept ones are not the small ones: two of the three great sewage works were rebuilt, at Hallowick and at Cray, and the tannery at Ossbridge, which for a century gave the middle river its smell, has cleaned its own water since 2021.',
    'The six that were never begun have something in common. Each needed two offices to pay. Of promises that one office could keep by itself, seventeen in twenty were kept; of those that needed two, two in fourteen.',
    {
      table: {
        caption: 'The Durn, 2016 and 2026',
        head: [
          'Place',
          'Bathing days lost, 2016',
          'Bathing days lost, 2025',
          'Phosphorus 2016, µg/l',
          'Phosphorus 2026, µg/l',
        ],
        rows: [
          ['Upper Marrow', '0', '0', '18', '17'],
          ['Hallowick weir', '44', '6', '162', '48'],
          ['Ossbridge', '73', '9', '240', '55'],
          ['Nether Durn', '79', '58', '251', '196'],
          ['Port Senning', '81', '63', '233', '188'],
        ],
        source: 'plan returns for 2016 and 2025; The Fold’s samples, March and April 2026, mean of six',
      },
    },
    'Read the table from the top and it is a success down to the third line. From Hallowick to Ossbridge the river carries less than a third of the phosphorus that it did. There were crayfish at the weir in April. Then, in the eleven kilometres between Ossbridge and Nether Durn, nearly everything that was gained is lost again.',
    { heading: 'Eleven kilometres' },
    'Three things join the river there. Two are brooks. The third is a culvert, 1.4 metres across, which comes out under the railway embankment at Sallow Green and is on no map that any of the five offices could show us. We followed it back with the help of a retired drainlayer, Abel Stroud, who had helped to build it, in 1974, as a temporary measure.',
    'It drains the Sallow Green estate, 2,300 houses, whose foul sewer was to be joined to the works at Cray once the works were large enough. They have been since 2022. The join is 600 metres of pipe. It crosses the railway’s land and the county’s road, and the water company would run it. Its cost was put at 3.2 million crowns.',
    {
      quote: 'We all agreed that it should be done. I have the minutes of us agreeing, eight times.',
      by: 'A member of the plan’s joint board, 2019 to 2024',
    },
    'We put the culvert to all five. The railway says that the pipe is the company’s. The company says that the crossing is the railway’s. The county says that it would close the road for as long as anybody liked. The Harbour Board, which inspects, had recorded the drop in quality at Nether Durn as seasonal for nine years running. The Rivers Office thanked us for the grid reference.',
    { heading: 'What it cost' },
    'The plan was to cost 190 million crowns. The audited accounts come to 174 million, so that it is, in the phrase of its final return, under budget. But 22 million of that went on the joint board itself, its secretariat, its two changes of name and its returns. That would have built the join at Sallow Green nearly seven times.',
    'Set against this, bathing days at Hallowick and Ossbridge were worth something. The towns put the summer trade at 5 million a year, and a house on the river in Hallowick now sells for a tenth more than one in the square. Two of the mills have let their wheel houses as cafés. No one whom we met in the upper valley thought the money wasted.',
    { heading: 'What should be done' },
    {
      list: [
        'Build the 600 metres. The engineers at Cray say that it would take fourteen weeks.',
        'Let whichever office is nearest pay first and send the bill to the others, as the law on sea walls has allowed since 1953.',
        'Sample at Sallow Green, every week, and put the result on a board on the bridge.',
      ],
    },
    { heading: 'The swim' },
    'We went in at Hallowick on the last Sunday of April, four of us, at half past seven tower time. It was nine degrees and as clear as a window. A heron watched. At Nether Durn we took off our shoes, looked at what was coming round the bend, and put them on again.',
  ],
};
