/**
 * What a file of this folder is: one standard, its requirements on a resource server, and the test that shows each.
 */

/** One requirement and the test that fails where it is not met. */
export interface Requirement {
  /** As the standard numbers it: `4.1.11`. */
  readonly section: string;
  /** The standard's own word; `choice` where it leaves the matter open and Sallyport decides. */
  readonly level: 'MUST' | 'SHOULD' | 'choice';
  /** What is demanded, in one line. */
  readonly demands: string;
  /** Shows it from outside: through `authorize`, a gate, or what a key source sends and accepts. */
  readonly test: () => void | Promise<void>;
}

/** A requirement that cannot be met or broken here. */
export interface Inapplicable {
  readonly section: string;
  readonly demands: string;
  /** Why nothing here can show it. */
  readonly why: string;
}

/** A standard, line by line. */
export interface Standard {
  /** `RFC 7515, JSON Web Signature`. */
  readonly name: string;
  readonly requirements: readonly Requirement[];
  readonly inapplicable: readonly Inapplicable[];
}
