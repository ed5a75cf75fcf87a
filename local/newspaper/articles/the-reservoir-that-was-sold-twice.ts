import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#e9dcc3"/>
<circle cx="930" cy="150" r="70" fill="#c98b2b"/>
<path d="M0 330 L210 170 L390 300 L560 140 L800 330 L980 230 L1200 340 V675 H0Z" fill="#8a9a86"/>
<path d="M0 400 L260 300 L520 390 L760 320 L1200 420 V675 H0Z" fill="#5d7052"/>
<path d="M120 420 C380 390 820 390 1080 420 L1000 520 H200Z" fill="#44687a"/>
<path d="M250 446 H470 M560 436 H820 M380 476 H640 M720 470 H930" stroke="#a9c3cb" stroke-width="7" stroke-linecap="round"/>
<path d="M200 520 H1000 L960 675 H240Z" fill="#cbbda3"/>
<path d="M300 520 V675 M400 520 V675 M500 520 V675 M600 520 V675 M700 520 V675 M800 520 V675 M900 520 V675" stroke="#a3957a" stroke-width="6"/>
<g stroke="#22303c" stroke-width="5"><path d="M520 500 V390 M680 500 V390"/>
<rect x="440" y="330" width="160" height="76" fill="#fbf7ef"/><rect x="600" y="330" width="160" height="76" fill="#fbf7ef"/></g>
<g font-family="Georgia, serif" font-size="36" font-weight="700" text-anchor="middle" fill="#7a1f1f"><text x="520" y="380">SOLD</text><text x="680" y="380">SOLD</text></g>
</svg>`;

export const theReservoirSoldTwice: Article = {
  slug: 'the-reservoir-that-was-sold-twice',
  section: 'news',
  free: false,
  headline: 'The reservoir that was sold twice',
  standfirst:
    'Senning Water leased the Marrowfell reservoir to two tenants, eight months apart, for the same forty years. Each paid in full. Neither knew.',
  author: { name: 'Odile Marchbank', role: 'investigations editor' },
  publishedAt: '2026-05-21T05:30:00Z',
  illustration: {
    svg,
    alt: 'A reservoir among hills, seen from below its dam. Two identical signs stand side by side on the dam wall; both say Sold.',
    caption: 'The Marrowfell dam, finished in 1911, holds nine months of water for the city.',
    credit: 'Illustration: Ines Calloway',
  },
  excerpt: [
    'On a wet Thursday in February a surveyor named Tobias Renn drove up to the Marrowfell reservoir to mark out a fish farm for his client. He found another surveyor already there, hammering in pegs for a floating solar field. The two men compared papers on the bonnet of a van. They had the same map, the same forty-year term, and leases signed by the same hand.',
    'The hand belongs to Corwin Tass, until last month the estates director of Senning Water, which supplies some four hundred thousand people in the capital and along the lower Durn. Documents seen by The Fold show that the company took 11.4 million crowns from Halcyon Wharf Partners for the surface of the reservoir in June last year, and 9.8 million from Brackwell Foods, for the same surface, the following February.',
    'Senning Water says that it was a mistake in a spreadsheet. The papers tell a longer story.',
  ],
  body: [
    { heading: 'Two drawers' },
    'A lease of operational water in Ostmere has to be entered in the register that the company keeps and the Harbour Board inspects. Senning Water keeps two registers. One, at head office, lists what the Board calls land. The other, in the pumping station at Lower Marrow, lists what engineers call surface. The Halcyon lease went into the first. The Brackwell lease went into the second. An inspector who opened either would have seen a single tenant and turned the page.',
    'Three people who worked in the estates office told us that the second register was set up in the autumn, after the first lease and before the second. One of them, who typed its column headings, remembers asking what it was for. The answer, she says, was that it would be easier for everybody.',
    {
      quote:
        'I have kept registers for twenty-six years. You do not start a second one because the first is too clear.',
      by: 'A former clerk in the estates office',
    },
    { heading: 'Where the money went' },
    'Neither payment appears as rent in the annual accounts, which were signed in March. Both are inside a line called other operating income, which grew in one year from 2.1 million crowns to 23.3 million. That line carried the company over a threshold. Its bond agreement lets it pay a dividend only in a year when operating income covers interest one and a half times. Without the two leases the cover was 1.18. With one of them it was 1.37. With both it was 1.53.',
    'The dividend, of 14 million crowns, was declared nine days after the money from Brackwell arrived. Sixty-two per cent of it went to a holding company whose directors include Mr Tass’s brother-in-law, Lucan Ferrow. There is nothing unlawful in a brother-in-law. There is a rule that he must be declared to the Board, and we could find no declaration.',
    'Mr Tass did not answer eleven calls and two letters. Through a lawyer he said that he had acted throughout on the advice of others and looked forward to explaining this in the proper place. Mr Ferrow, reached at his house on the Orrin road, said that he did not discuss water.',
    { heading: 'What the company says' },
    'Maren Oduya, chief executive since January, met us in a room with a view of the treatment beds. She did not contest the dates or the sums. She said that she learned of the second lease from the two surveyors, who telephoned head office from the dam, on a loudspeaker, together. She suspended Mr Tass the same afternoon and asked the auditors for an account of the second register, which she has since received and will not publish.',
    'Would the dividend be paid back? It was lawful when it was declared, she said, on the figures that the directors had. Asked whether they should have wondered how a company with no new customers had found twenty-one million crowns, she was quiet for a while. Then she said that it was a fair question, and that she had put it to them in the same words.',
    { heading: 'What happens now' },
    'Halcyon and Brackwell have each asked the Commercial Court to declare the other’s lease void. The court has listed both for the first week of September, before the same judge, who has already noted that she cannot find for either without the other being owed its money. That is 21.2 million crowns, and the company has 6 million in the bank.',
    'The rest would have to come from its lenders or from its customers. A rise in bills needs the consent of the Harbour Board. The Board’s chairman, Ansel Dray, told us that he would want to see the registers first.',
    'Both of them.',
  ],
};
