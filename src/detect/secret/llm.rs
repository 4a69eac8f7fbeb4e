//! Model providers.

use super::alphabet::{ALNUM, DIGIT, LETTER, LOWER_ALNUM, LOWER_HEX, URL64};
use super::context::Context;
use super::format::{Format, Lit, OneOf, Run, UUID, run, secret, starts_here, token};
use super::random::{is_typed, looks_random, reads_like_words};
use crate::detect::{Candidate, Detector, Match, Open, lean};
use crate::text::Span;

/// Everything of this file.
pub const DETECTORS: &[Detector] = &lean([
    secret!(
        "openai_api_key", "OpenAI API key",
        "https://platform.openai.com/docs/api-reference/authentication",
        ["*T3BlbkFJ"] openai, Open::Around(|byte| URL64.has(byte), 20),
        yes [
            "OPENAI_API_KEY=⟦sk-" "0y2BKJ2eQt8b6tI2d5aJT3Blbk" "FJgyGNpv96hT42coBwcSMS⟧",
            "⟦sk-proj-" "agtVJ3XnlGvxrhX3d5HiwklZHtADG5VJB-tMt2Lqnj112QrK1JNfUC3_HWRrAhfyKUjUnvtxJcT3Blbk"
            "FJHFz5GfLdriH4Zv3Fjk2aMTOXHC7OMqo0UGW1C2w7XG71_TQD065aodrqz826EWwTAXZSVAdP4N⟧",
        ],
        no ["sk-proj-" "Xi8tdMjHV6pmbBbwilTeT4BlbkFJ3UDnpdEwNNm6wVBpYM0o"],
    ),
    secret!(
        "anthropic_api_key", "Anthropic API key",
        "https://docs.anthropic.com/en/api/overview",
        Format::new(
            &["sk-ant-"],
            &[OneOf(&["api", "admin", "oat", "ort", "sid"]), run(DIGIT, 2), Lit("-"), run(URL64, 93), Lit("AA")],
        ),
        yes [
            "⟦sk-ant-api03-"
            "FDOlWo0eaDA7hyoh09ASZaAXWHb2CnG-y-LzWhuEs32XIB2naV0J5EmuHNM2pqAk1YgM6iBK6pKtGAiUb3S73i6f1zvTnAA⟧",
            "⟦sk-ant-admin01-"
            "0j0kAfVIHn9tC6oEy5CU5IIZj-jJ__g3AKZee2TumWiXTh8c1hIPlhEQpnsVgcYZrABfhHHfZiBRQBLWnrKmcXqcMGfOLAA⟧",
        ],
        no ["sk-ant-api03-" "ed6hSW6aYQ7FCUxzgaVo"],
    ),
    secret!(
        "huggingface_token", "Hugging Face token",
        "https://huggingface.co/docs/hub/security-tokens",
        Format::new(&["hf_"], &[run(LETTER, 34)]),
        yes ["HF_TOKEN=⟦hf_" "cYWkJiqahDAjJiNawTSTslHYJOAVBhszRi⟧"],
        no ["hf_" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "- (id)hf_requiredCharacteristicTypesForDisplayMetadata;"],
    ),
    secret!(
        "huggingface_organization_token", "Hugging Face organisation token",
        "https://huggingface.co/docs/hub/security-tokens",
        Format::new(&["api_org_"], &[run(LETTER, 34)]),
        yes ["⟦api_org_" "knmoxPBjchJWMeuadTJsGHFVdgIFiYqjez⟧"], no ["api_org_" "controller"],
    ),
    secret!(
        "openrouter_api_key", "OpenRouter API key",
        "https://openrouter.ai/docs/api-reference/authentication",
        Format::new(&["sk-or-v1-"], &[run(LOWER_HEX, 64)]),
        yes ["⟦sk-or-v1-" "b8bf2e4f517e351905513c27598db78953a210498a1eb9ce188539a939b86b9b⟧"], no ["sk-or-v1-" "..."],
    ),
    secret!(
        "perplexity_api_key", "Perplexity API key",
        "https://docs.perplexity.ai/guides/api-key-management",
        Format::new(&["pplx-"], &[run(ALNUM, 48)]),
        yes ["⟦pplx-" "FIKmFpzP4UclEK2ngcGO82GY3txD38xL5OQZw5MLvkLbU1Pa⟧"],
        no ["pplx-" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "groq_api_key", "Groq API key",
        "https://console.groq.com/docs/quickstart",
        Format::new(&["gsk_"], &[run(ALNUM, 52)]),
        yes ["⟦gsk_" "wwTBZNfPRZg2GV2vWYOraXMkJK8Viio3pgutaEiKnml1AcZR2eau⟧"],
        no ["gsk_" "..."],
    ),
    secret!(
        "xai_api_key", "xAI API key",
        "https://docs.x.ai/docs/tutorial",
        Format::new(&["xai-"], &[run(ALNUM, 80)]),
        yes ["⟦xai-" "rxQaqUojWD7oLsNXTxghIVwnwDeY8F0PfACNCsSE4BHmBGucvsCuH4AkrbUW9gof2XVAWlPztyw2Yaiz⟧"],
        no ["xai-" "api-key"],
    ),
    secret!(
        "replicate_api_token", "Replicate API token",
        "https://replicate.com/docs/topics/security/api-tokens",
        Format::new(&["r8_"], &[run(ALNUM, 37)]),
        yes ["⟦r8_" "G0TOXvyNtYVlbLlprQ8lJigO6bdmVq3TdOIOR⟧"],
        no ["r8_" "**********"],
    ),
    secret!(
        "nvidia_api_key", "NVIDIA API key",
        "https://docs.api.nvidia.com/nim/docs/api-quickstart",
        Format::new(&["nvapi-"], &[Run(URL64, 60, 70)]),
        yes ["⟦nvapi-" "t6kFG-ahR9SvS8sQxT50APx7rmlYFGvq85VO5MH4hL6bvMIC-0FUV-4dyKu9mp_N⟧"],
        no ["nvapi-" "..."],
    ),
    secret!(
        "cerebras_api_key", "Cerebras API key",
        "https://inference-docs.cerebras.ai/quickstart",
        Format::new(&["csk-"], &[run(LOWER_ALNUM, 48)]),
        yes ["⟦csk-" "33sm7l2kqtm9hblqdq39yswl278rlqtf5v5el288e6ryile0⟧"],
        no ["csk-" "..."],
    ),
    secret!(
        "together_api_key", "Together AI API key",
        "https://docs.together.ai/docs/quickstart",
        Format::new(&["tgp_v1_"], &[run(URL64, 43)]),
        yes ["⟦tgp_v1_" "LT-kpOfZSafh1o1QI0Vij40rT2091E8XtPfw7SlgJHi⟧"],
        no ["tgp_v1_" "..."],
    ),
    secret!(
        "fireworks_api_key", "Fireworks AI API key", "https://docs.fireworks.ai/api-reference/introduction",
        Format::new(&["fw_"], &[Run(ALNUM, 22, 24)]), yes ["⟦fw_" "NTShobpB9Rq9ywMBlSzHlJ⟧"], no ["fw_" "default"],
    ),
    secret!(
        "langchain_api_key", "LangSmith API key",
        "https://docs.langchain.com/langsmith/create-account-api-key",
        Format::new(&["lsv2_pt_", "lsv2_sk_"], &[run(LOWER_HEX, 32), Lit("_"), run(LOWER_HEX, 10)]),
        yes ["⟦lsv2_pt_" "6f95189730d18744d115a4fcb65a836f_" "95a6d7fceb⟧"], no ["lsv2_pt_" "..."],
    ),
    secret!(
        "langfuse_secret_key", "Langfuse secret key",
        "https://langfuse.com/docs/api-and-data-platform/features/public-api",
        Format::new(&["sk-lf-"], UUID),
        yes ["⟦sk-lf-" "593aa118-5b79-44b4-a969-584cedbf75e4⟧"],
        no ["sk-lf-" "..."],
    ),
    secret!(
        "pinecone_api_key", "Pinecone API key",
        "https://docs.pinecone.io/guides/projects/manage-api-keys",
        Format::new(&["pcsk_"], &[Run(ALNUM.with(b"_"), 60, 80)]),
        yes ["⟦pcsk_" "7ZHmPo_" "jl1j7szGf7XhetmvWv7TcGnEMQVmayA9ZaeWWw3wSKqTDSyXKHwg7JGiEkrgsMk⟧"],
        no ["pcsk_" "..."],
    ),
    secret!(
        "voyage_api_key", "Voyage AI API key",
        "https://docs.voyageai.com/docs/api-key-and-installation",
        Format::new(&["pa-"], &[run(URL64, 43)]),
        yes ["VOYAGE_API_KEY=⟦pa-" "moGzStQd3FKppKj3iLB039nRLdjSP7Gu9Y3DEmHZTKX⟧"],
        no ["pa-" "system"],
    ),
    secret!(
        "jina_api_key", "Jina AI API key",
        "https://jina.ai/api-dashboard",
        Format::new(&["jina_"], &[run(ALNUM.with(b"_-"), 60)]),
        yes ["⟦jina_" "DPMT4CtHbWbndF06GMklKQVXWdEwrc63vMyfnpa7TlIvjf5e3XsVseQF2SaB⟧"],
        no ["jina_" "embeddings"],
    ),
    secret!(
        "tavily_api_key", "Tavily API key",
        "https://docs.tavily.com/documentation/quickstart",
        Format::new(&["tvly-"], &[Run(URL64, 32, 48)]),
        yes ["⟦tvly-" "dev-" "7dFiC8fvRgJJwbrt5oy0s0xG4o3N7SxQ⟧"],
        no ["tvly-" "YOUR_API_KEY"],
    ),
    secret!(
        "elevenlabs_api_key", "ElevenLabs API key",
        "https://elevenlabs.io/docs/api-reference/authentication",
        Format::new(&["sk_"], &[run(LOWER_HEX, 48)]),
        yes ["⟦sk_" "9c31978cddc8d1b831a88850c5f2d8c4ce5cd841a336172c⟧"],
        no ["sk_" "buff"],
    ),
    secret!(
        "llm_api_key",
        "key in OpenAI's style of another model provider: DeepSeek, Qwen, Moonshot, Stability, LiteLLM",
        "https://api-docs.deepseek.com, https://help.aliyun.com/zh/model-studio/get-api-key, https://platform.moonshot.ai/docs",
        ["sk-"] llm_api_key, Open::Runs(1),
        yes [
            "DEEPSEEK_API_KEY=⟦sk-" "7cabef15e48000a5cd9db390f4e1ae54⟧",
            "MOONSHOT_API_KEY=⟦sk-" "2omUVWNnZH4IzCzyjwOAXwr65KaxQSOj0Fse7jIAYd1zSusO⟧",
        ],
        no [
            "task-" "85a8fd17efba8e68678c55e4cd8cacbb",
            "sk-" "your-api-key-goes-here-1234",
            "sk-learn-contrib-package-v2-release",
        ],
    ),
    secret!(
        "cohere_api_key", "Cohere API key",
        "https://docs.cohere.com/docs/rate-limits",
        context Context::new(&["cohere", "co_api"], &[&[run(ALNUM, 40)]]),
        yes ["CO_API_KEY=⟦" "fSjymhuXW2FuLKMVCQDj94qL6Jw7pk16JYcf9q9p⟧"],
        no ["CO_API_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    ),
    secret!(
        "model_provider_api_key",
        "key without a mark of its own: Mistral, AI21, Deepgram, AssemblyAI, Private AI, Weights & Biases",
        "https://docs.mistral.ai/getting-started/quickstart, https://developers.deepgram.com, https://docs.wandb.ai",
        context Context::new(
            &[
                "mistral", "ai21", "deepgram", "assemblyai", "privateai", "private_ai", "wandb", "runpod", "novita",
                "stability",
            ],
            &[&[run(ALNUM, 32)], &[run(LOWER_HEX, 40)], &[run(LOWER_HEX, 64)]],
        ),
        yes [
            "MISTRAL_API_KEY=⟦" "zAFLnsPsIqpazUJQ7ypyirrckSXFV09M⟧",
            "WANDB_API_KEY: ⟦" "25b8c794e29cf726c55a67261379eb4ae74f33b3⟧",
        ],
        no ["privateaiToken = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""],
    ),
]);

/// The longest run of random characters on either side of the mark.
const OPENAI_HALF: usize = 80;

/// `T3BlbkFJ`, the base 64 of "OpenAI", stands in the middle of every key; before it come `sk-`, the kind of key if
/// it has one, and random characters, after it as many of them again.
fn openai(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start: mark, end } = candidate.at;
    if candidate.at.of(bytes) != concat!("T3Blbk", "FJ").as_bytes() {
        return None;
    }
    let (before, after) = (bytes.get(..mark)?, bytes.get(end..)?);
    let before = before.get(before.len().saturating_sub(OPENAI_HALF + 12)..)?;
    let key = before.len() - before.iter().rev().take_while(|&&b| URL64.has(b)).count();
    let word = before.get(key..)?;
    let sk = word.windows(3).position(|w| w == b"sk-")?;
    let half = word.get(sk + 3..)?;
    let half = [&b"proj-"[..], b"svcacct-", b"admin-", b"None-"]
        .iter()
        .find_map(|kind| half.strip_prefix(*kind))
        .unwrap_or(half);
    let start = mark - (word.len() - sk);
    let length = URL64.run(after, OPENAI_HALF + 1);
    let other = after.get(..length)?;
    let fits = starts_here(bytes, start) && half.len() >= 20 && (20..=OPENAI_HALF).contains(&length);
    (fits && looks_random(half, URL64) && looks_random(other, URL64)).then_some(Match {
        span: Span::new(start, end + length),
        score: 0.97,
        why: "structure",
    })
}

/// `sk-` and a run of letters and digits as long as keys are: 32 hexadecimal digits, or 20 and more of both cases
/// with digits.
fn llm_api_key(candidate: &Candidate<'_>) -> Option<Match> {
    let bytes = candidate.text.as_bytes();
    let Span { start, end } = candidate.at;
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    if candidate.at.of(bytes) != b"sk-" || before == Some(&b'-') || !starts_here(bytes, start) {
        return None;
    }
    let body = bytes.get(end..)?;
    // Anthropic's and OpenAI's own are judged by their own formats.
    if [&b"ant-"[..], b"proj-"].iter().any(|own| body.starts_with(own)) {
        return None;
    }
    let body = token(&[Run(URL64, 20, 200)], body)?;
    let digits = body.iter().filter(|b| b.is_ascii_digit()).count();
    let mixed = digits >= 2 && body.iter().any(u8::is_ascii_uppercase) && body.iter().any(u8::is_ascii_lowercase);
    let hex = body.len() == 32 && body.iter().all(|&b| LOWER_HEX.has(b));
    ((mixed || hex) && looks_random(body, URL64) && !is_typed(body) && !reads_like_words(body)).then_some(Match {
        span: Span::new(start, end + body.len()),
        score: 0.8,
        why: "shape",
    })
}
