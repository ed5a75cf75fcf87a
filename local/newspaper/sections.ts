/** What The Fold publishes. A section is what Gatefold calls a feature: each is sold, and unlocked, by its name. */
export const FEATURES = ['news', 'analysis', 'memos', 'reports', 'newsletters'] as const;
export type Section = (typeof FEATURES)[number];

export const SECTIONS: Readonly<Record<Section, { readonly title: string; readonly about: string }>> = {
  news: { title: 'News', about: 'What happened, and what we could prove.' },
  analysis: { title: 'Analysis', about: 'What it means, with the working shown.' },
  memos: {
    title: 'Memos',
    about: 'How this newspaper decides. Written for the newsroom, open to subscribers.',
  },
  reports: { title: 'Reports', about: 'The long ones, with figures you can check.' },
  newsletters: { title: 'Newsletters', about: 'Letters by name, kept here after they are sent.' },
};
