/** Properties that are attributes, by either name. */
const REFLECTED = {
  issuer: 'issuer',
  audience: 'audience',
  feature: 'feature',
  src: 'src',
  tokenOrigins: 'token-origins',
} as const;

/** On a server there are no elements: the class can be named there, and is never made. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ??
  (Object as unknown as typeof HTMLElement);

/** An element whose properties are its attributes, without white space around them. */
export class GateAttributes extends Base {
  static readonly observedAttributes: readonly string[] = [...Object.values(REFLECTED), 'lang'];

  declare issuer: string;
  declare audience: string;
  declare feature: string;
  /** Where the paid text is. */
  declare src: string;
  /** Origins beside the page's own that the token may be sent to, with spaces between them. */
  declare tokenOrigins: string;

  /**
   * What a framework has set before the class was there lies on the element, before the accessors: it is set anew.
   *
   * @param names of further accessors
   */
  protected takeEarly(...names: readonly string[]): void {
    for (const name of [...Object.keys(REFLECTED), ...names]) {
      const value: unknown = Object.getOwnPropertyDescriptor(this, name)?.value;
      if (value !== undefined && Reflect.deleteProperty(this, name)) Reflect.set(this, name, value);
    }
  }
}

for (const [property, attribute] of Object.entries(REFLECTED)) {
  Object.defineProperty(GateAttributes.prototype, property, {
    get(this: GateAttributes) {
      return this.getAttribute(attribute)?.trim() ?? '';
    },
    set(this: GateAttributes, value: string) {
      this.setAttribute(attribute, value);
    },
  });
}
