//! What signs a webhook. No secret is kept in the database: each is made from the hub's own key, the webhook's id and the number
//! of the secret, so that neither a backup nor a reader of the database can sign.

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entities::ids::WebhookId;

/// The shortest key that will do, in characters.
const SHORTEST: usize = 32;

/// The hub's own key, from which the secrets of all webhooks are made. It has no `Debug` and no `Display`.
pub struct WebhookKey(Key);

/// A webhook's secret. It has no `Debug` and no `Display`: it is shown once, to whoever asks for it at the command line.
pub struct Secret([u8; 32]);

impl WebhookKey {
    /// The key of that text.
    ///
    /// # Errors
    /// Where it is shorter than 32 characters.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.len() < SHORTEST {
            return Err("needs at least 32 random characters: `openssl rand -base64 32` makes them");
        }
        Ok(Self(Key::new(HMAC_SHA256, text.as_bytes())))
    }

    /// The webhook's secret of that number.
    pub fn secret(&self, webhook: WebhookId, generation: i32) -> Secret {
        let of = format!("hub webhook secret 1\n{webhook}\n{generation}");
        let mut secret = [0; 32];
        secret.copy_from_slice(hmac::sign(&self.0, of.as_bytes()).as_ref());
        Secret(secret)
    }
}

impl Secret {
    /// As the receiver is given it.
    pub fn expose(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }

    /// The signature of a message (Standard Webhooks, "Verifying signatures").
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let key = Key::new(HMAC_SHA256, &self.0);
        let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(tag.as_ref()))
    }
}
