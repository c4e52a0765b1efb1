import { z } from "zod";

const userSchema = z.looseObject({ id: z.number(), login: z.string(), name: z.string().nullish() });
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

async function ask(path: string, accessToken: string | undefined): Promise<unknown> {
  const response = await fetch(`https://api.github.com${path}`, {
    headers: {
      Authorization: `Bearer ${accessToken}`,
      "User-Agent": "latchkey",
      Accept: "application/vnd.github+json",
    },
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}`);
  return response.json();
}

/** GitHub's profile with its primary address, and whether GitHub has verified that one; Auth.js itself does not ask. */
export const gitHubProfile = {
  url: "https://api.github.com/user",
  async request({ tokens }: { tokens: { access_token?: string } }) {
    const user = userSchema.parse(await ask("/user", tokens.access_token));
    const emails = emailsSchema.parse(await ask("/user/emails", tokens.access_token));
    const primary = emails.find((each) => each.primary && each.verified);
    return { ...user, email: primary?.email ?? null, email_verified: primary !== undefined };
  },
};
