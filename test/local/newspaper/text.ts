import type { Article, Block } from '../../../local/newspaper/article.ts';

function textsOf(block: Block): readonly string[] {
  if (typeof block === 'string') return [block];
  if ('heading' in block) return [block.heading];
  if ('list' in block) return block.list;
  if ('quote' in block) return [block.quote, block.by];
  return [block.table.caption, block.table.source];
}

/** Shorter ones may stand elsewhere by chance. */
const SHORTEST_TELLING_LENGTH = 13;

/** Every sentence that only a subscriber reads. */
export function paidSentences(article: Article): readonly string[] {
  const open = [article.headline, article.standfirst, article.illustration.caption, ...article.excerpt].join(
    ' ',
  );
  return article.body
    .flatMap(textsOf)
    .flatMap((text) => text.split(/(?<=[.?!]”?) /))
    .filter((sentence) => sentence.length >= SHORTEST_TELLING_LENGTH && !open.includes(sentence));
}
