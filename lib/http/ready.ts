import { runtime } from "../runtime";

const WAIT_MS = 2_000;

/** Does the database answer within two seconds? */
export async function isReady(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), WAIT_MS);
  });
  const answered = runtime()
    .pool.query("select 1")
    .then(
      () => true,
      () => false,
    );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
