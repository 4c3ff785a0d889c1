declare module 'asl-validator' {
  function validate(definition: unknown): { isValid: boolean; errorsText(separator?: string): string };
  export = validate;
}
