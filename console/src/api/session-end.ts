// What happens when the server says that there is no session any more. The application says it
// once, because only it can ask for the password again.
export const BASE = '/api/v1';

let handler: () => void = () => undefined;

/** Listens until the returned function is called. */
export function whenSignedOut(next: () => void): () => void {
  handler = next;
  return () => {
    handler = () => undefined;
  };
}

export function onUnauthorized() {
  handler();
}
