/** Invites, as who has their code sees them. */
import type { Api } from "../api.ts";

/** Both are null for an invite to the server itself. */
export interface InvitePreview {
  readonly room_name: string | null;
  readonly member_count: number | null;
}

export function previewInvite(api: Api, code: string): Promise<InvitePreview> {
  return api.get(`/invites/${encodeURIComponent(code)}`);
}

/** Join the room that the invite is to. Joining twice is joining once. */
export async function acceptInvite(api: Api, code: string): Promise<number> {
  return (await api.post<{ id: number }>(`/invites/${encodeURIComponent(code)}`, {})).id;
}
