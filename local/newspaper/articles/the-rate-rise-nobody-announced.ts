import type { Article } from '../article.ts';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="#d9d2c4"/>
<rect y="560" width="1200" height="115" fill="#a89c86"/>
<path d="M250 250 L600 90 L950 250Z" fill="#fbf7ef" stroke="#22303c" stroke-width="8" stroke-linejoin="round"/>
<rect x="270" y="250" width="660" height="40" fill="#efe6d4" stroke="#22303c" stroke-width="8"/>
<g fill="#fbf7ef" stroke="#22303c" stroke-width="8"><rect x="310" y="290" width="60" height="230"/><rect x="450" y="290" width="60" height="230"/><rect x="690" y="290" width="60" height="230"/><rect x="830" y="290" width="60" height="230"/></g>
<rect x="550" y="340" width="100" height="180" fill="#22303c"/>
<rect x="230" y="520" width="740" height="44" fill="#efe6d4" stroke="#22303c" stroke-width="8"/>
<circle cx="600" cy="190" r="38" fill="#c98b2b"/>
<path d="M575 205 L600 168 L625 205Z" fill="#7a1f1f"/>
<path d="M600 430 a14 14 0 1 1 .1 0 M593 428 h14 l5 44 h-24Z" fill="#c98b2b"/>
<g stroke="#7a1f1f" stroke-width="9" stroke-linecap="round" fill="none"><path d="M120 470 V330 M95 360 L120 330 L145 360"/><path d="M1080 470 V330 M1055 360 L1080 330 L1105 360"/></g>
</svg>`;

export const theRateRiseNobodyAnnounced: Article = {
  slug: 'the-rate-rise-nobody-announced',
  section: 'analysis',
  free: false,
  headline: 'The rate rise that nobody announced',
  standfirst:
    'The Bank of Ostmere has held its rate at four per cent for a year. By the measure that matters to borrowers it has tightened three times.',
  author: { name: 'Ottoline Reyes', role: 'economics editor' },
  publishedAt: '2026-05-14T06:00:00Z',
  illustration: {
    svg,
    alt: 'The front of a bank with four columns and a closed dark door with a keyhole. Red arrows point upwards on either side of it.',
    caption: 'The Bank’s rate has not moved since last May. Its rules have.',
    credit: 'Illustration: Ines Calloway',
  },
  excerpt: [
    'Twelve times in the past year the rate committee of the Bank of Ostmere has met, voted and told the world that nothing had changed. Its rate stands at four per cent. The crown has barely stirred. At each press conference the governor, Emeric Vale, is asked whether the next move is up or down, and says that it depends on the figures.',
    'But a business in Hallowick that wants to borrow for five years was quoted 6.2 per cent last May and is quoted 7.1 today. A first mortgage has gone from 5.4 to 6.0. Lenders have not grown greedier: their margins over what money costs them are the same to within a tenth. What money costs them has risen by most of a percentage point, under a policy rate that has not moved.',
  ],
  body: [
    'It rose because the Bank raised it, in three steps, none of which was called a rate rise. All three were published. They were published in the operations bulletin, which appears on alternate Wednesdays, has no summary and is read, by the reckoning of the official who compiles it, by forty people.',
    { heading: 'Step one: the haircut' },
    'Commercial banks borrow from the central bank overnight against bonds that they leave with it. How much they get for each bond is set by a discount, the haircut. In July the Bank widened the haircut on mortgage bonds from eight to fourteen per cent. A lender that used to raise 92 crowns on a hundred now raises 86, and has to find the other six in the market, where they are dearer.',
    'The bulletin gave the reason as prudence, and prudent it may have been. Its effect on the cost of funds, if you run it through the balance sheets that the five large banks publish, was about 0.3 of a point.',
    { heading: 'Step two: the reserve' },
    'In November the share of deposits that banks must keep at the Bank went from two per cent to four. Half of it earns nothing. For every hundred crowns that a saver puts in, a lender can now lend ninety-six and earns interest on ninety-eight. That is worth another 0.2.',
    'Reserve rules of this kind are an old instrument, and an honest one. Elsewhere their use is announced from a lectern with a graph. In Ostmere the change was item nine of eleven. Item eight was about the size of coin bags.',
    { heading: 'Step three: the calendar' },
    'The last is the cleverest. Since February the weekly tender, at which banks get most of their cash, has been held on Tuesdays in place of Thursdays. Tax is paid to the Treasury on Wednesdays. Under the old order banks had just been given cash when the tax went out; under the new one they have to hold enough on Tuesday to cover a sum that they can only guess at. They guess high, as anyone would, and the guess costs them. The premium that they pay at the tender over the policy rate has gone from nothing to 0.31.',
    'Add the three and you have 0.8 of a percentage point, which is very nearly what has been added to that loan in Hallowick.',
    { heading: 'Was it meant?' },
    'There are two readings. On the kind one, three departments did three sensible things, each for its own reason, and nobody added them up. I have put that to four people who sat on the committee at different times. Three laughed.',
    'On the other reading, the Bank thought that money was too cheap, as it very likely was, with wages rising at five per cent and house prices at nine. But it had told the Assembly in spring that rates were at their peak, in an election year, and the governor’s term is up in December. A quiet tightening did the work and left the sentence standing.',
    {
      quote: 'The committee sets the rate. Operations are operational.',
      by: 'The Bank of Ostmere, in reply to nine questions',
    },
    { heading: 'Why it matters how' },
    'If the medicine was right, does it matter that it was given in the soup? I think that it does, for a reason that the Bank’s own research department has set out better than I can. A rate works mainly through what people expect. When a central bank says that it is tightening, firms plan for it, wages are settled with it in mind, and rather little tightening goes a long way. When it says nothing, all of the work has to be done by the pain.',
    'And it spends something. The forty readers of the bulletin now know that the announced rate is not the rate. They trade on it; the gap between the two has a price, quoted daily. Everyone else is borrowing at a number that they were told had not changed. The Bank took thirty years to earn the habit of being believed, and has used up a little of it to save one awkward afternoon.',
    'The committee meets again on the fourth of June. It is expected to leave its rate at four per cent. The bulletin is out on the tenth.',
  ],
};
