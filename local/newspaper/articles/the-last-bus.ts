import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#d7c3a5"/>
<circle cx="260" cy="330" r="120" fill="#c2653a"/>
<path d="M0 380 C300 320 700 400 1200 330 V675 H0Z" fill="#6f7a57"/>
<path d="M520 675 L690 370 L720 368 L900 675Z" fill="#4b4b4b"/><path d="M708 400 V430 M710 460 V510 M712 545 V620" stroke="#efe6d4" stroke-width="9"/>
<g><rect x="650" y="300" width="104" height="84" rx="12" fill="#7a1f1f"/><rect x="662" y="314" width="80" height="32" fill="#a9c3cb"/><circle cx="672" cy="388" r="11" fill="#22303c"/><circle cx="732" cy="388" r="11" fill="#22303c"/><circle cx="668" cy="364" r="6" fill="#f4d58d"/><circle cx="736" cy="364" r="6" fill="#f4d58d"/></g>
<path d="M260 640 V300" stroke="#22303c" stroke-width="14"/><rect x="180" y="230" width="160" height="110" rx="10" fill="#fbf7ef" stroke="#22303c" stroke-width="8"/><text x="260" y="304" font-family="Georgia, serif" font-size="60" font-weight="700" text-anchor="middle" fill="#22303c">41</text><path d="M190 332 L330 238" stroke="#b3261e" stroke-width="10"/>
<path d="M120 560 H210 M130 560 V630 M200 560 V630 M120 520 H210" stroke="#5b4636" stroke-width="12"/>
</svg>`;

export const theLastBus: Article = {
  slug: 'the-last-bus',
  section: 'reports',
  free: false,
  headline: 'The last bus: what forty-one routes were for',
  standfirst:
    'Three years ago Upper Durn county stopped forty-one bus routes to save 2.7 million crowns. We went to look for the money, and for the passengers.',
  author: { name: 'Pell Adeyo', role: 'transport reporter' },
  publishedAt: '2026-05-07T06:00:00Z',
  illustration: {
    svg,
    alt: 'A red bus comes over a hill at sunset. In front stands a bus stop sign with the number 41 struck out, and an empty bench.',
    caption:
      'Sixty-eight of the county’s stops still have their benches. It would cost money to remove them.',
    credit: 'Illustration: Tam Osei',
  },
  excerpt: [
    'The 17 from Stannock to Hallowick ran for the last time on the first of May 2023, at ten past six in the evening, with one passenger. It is the passenger that people remember. The county had said for months that nobody used the 17, and a photograph of that one man, on that one bus, went round as proof that the county was right.',
    'His name is Emlyn Foyle. He was on the last 17 because it was the last, and he wanted to have been. On an ordinary day he took the 7.40, with thirty others. We asked the county for its figures for the 7.40, and it turned out that there were some.',
  ],
  body: [
    { heading: 'How a route is counted' },
    'The consultants who drew up the list in 2022 divided each route’s passengers in a year by its departures in a year. That gives an average, and the average for the 17 was 6.2. A route below eight was put down to be cut. It is a simple sum and a fair one, if what a bus is for is to be full.',
    'But of its fourteen departures a day the 17 had two that were full and twelve that were nearly empty. The two took people to work and to school. The twelve were there because the bus had to come back. We ran the same figures again for each of the forty-one, counting the fullest departure alone. On thirty it carried more than twenty people. Those thirty buses moved 740 people each weekday morning. Nobody asked where they were going.',
    { heading: 'Where they were going' },
    'With six students from the college at Hallowick we found 412 of them, through schools, surgeries, employers and a notice in this newspaper. It is not a sample that a statistician would defend, since people who have left the county are hard to find in it. We give it for what it is.',
    {
      table: {
        caption: 'What became of 412 morning passengers',
        head: ['Three years on', 'People', 'Of every hundred'],
        rows: [
          ['Drive, and did not before', '149', '36'],
          ['Are driven by a relative', '88', '21'],
          ['Moved house', '61', '15'],
          ['Changed or left a job', '57', '14'],
          ['Left school or college early', '19', '5'],
          ['Walk, cycle or share', '38', '9'],
        ],
        source: 'The Fold’s survey, January to April 2026',
      },
    },
    'The largest group bought a car. The median price was 4,100 crowns, and the running of it comes to about 2,600 a year, against 720 for the season ticket. For those 149 people together that is a rise of 280,000 crowns a year, which is a tenth of what the county saved, and they pay it again each year.',
    'The second group is the one that surprised us. Eighty-eight people are driven by somebody, and the somebody has a working day too. We asked how long the driver spends: fifty minutes, there and back, on average. Most are women over fifty. Nine have cut their hours to do it.',
    {
      quote: 'I am the 17 now. I leave at twenty to eight and I come back empty.',
      by: 'Nerys Foyle, Stannock, who drives her two grandchildren and a neighbour',
    },
    { heading: 'Where the money went' },
    'The county did stop paying 2.7 million crowns a year to the bus company. It then found that the law obliges it to bring to school any child who lives more than five kilometres off. There were 340 of those on the forty-one routes. They go by taxi. In the first year the taxis cost 0.9 million. Fares rose, as they will when one customer has to buy, and last year they cost 1.6 million.',
    'The surgery at Stannock, which lost a third of its morning patients, was merged with Hallowick’s, and the health office pays 0.3 million a year for a car service that brings the old to it. The college has put up a hostel with forty beds; its upkeep is 0.4 million. Each of these was decided by an office that had not been told about the others, and each was right.',
    'Add them and the saving of 2.7 million has become one of 0.4 million, less whatever one thinks that 19 unfinished educations are worth. The county’s treasurer, Lowell Askew, went through our sum with us line by line. He would take a little off the hostel. Otherwise, he said, he made it about the same, and had told the committee so last autumn, in a paper that was noted.',
    { heading: 'What a smaller cut would have been' },
    'There was another way to do it, and it was in the consultants’ own annex. To run only the fullest departure out and the fullest one home, on the thirty routes that had one, would have cost 0.8 million a year. It was set aside since it did not, in the words of the annex, yield a network.',
    'It would have yielded the 7.40. Mr Foyle still has his season ticket for it, which had four months to run. He applied for the money back. The form asked him to state the number of journeys that he had been unable to make, and he is keeping a count.',
  ],
};
