/** The nearest `lang`, also outside the shadow trees around the gate. */
export function languageOf(element: Element): string {
  for (let at: Element | null = element; at !== null; at = hostOf(at)) {
    const language = at.closest('[lang]')?.getAttribute('lang');
    if (language && isLanguage(language)) return language;
  }
  return 'en';
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
