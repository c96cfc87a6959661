//! One spelling for words that are written in two ways: British and American English, regular and irregular plurals.

use std::borrow::Cow;

/// Parts of British words and their American spelling. Each is long enough to be unambiguous.
const FRAGMENTS: &[(&str, &str)] = &[
    ("aemi", "emi"),
    ("aesthe", "esthe"),
    ("anaem", "anem"),
    ("caec", "cec"),
    ("caesar", "cesar"),
    ("coeli", "celi"),
    ("defence", "defense"),
    ("diarrhoe", "diarrhe"),
    ("dyspnoe", "dyspne"),
    ("apnoe", "apne"),
    ("encyclopaed", "encycloped"),
    ("faec", "fec"),
    ("foet", "fet"),
    ("gonorrhoe", "gonorrhe"),
    ("gynaec", "gynec"),
    ("haem", "hem"),
    ("homoeo", "homeo"),
    ("ischaem", "ischem"),
    ("leucocyt", "leukocyt"),
    ("leukaem", "leukem"),
    ("manoeuv", "maneuv"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("orthopaed", "orthoped"),
    ("paed", "ped"),
    ("palae", "pale"),
    ("rhoea", "rhea"),
    ("sulph", "sulf"),
    ("aluminium", "aluminum"),
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("favour", "favor"),
    ("humour", "humor"),
    ("labour", "labor"),
    ("odour", "odor"),
    ("tumour", "tumor"),
    ("vapour", "vapor"),
    ("centre", "center"),
    ("fibre", "fiber"),
    ("litre", "liter"),
    ("metre", "meter"),
    ("titre", "titer"),
    ("goitre", "goiter"),
    ("isation", "ization"),
    ("anaesth", "anesth"),
    ("practise", "practice"),
    ("counsell", "counsel"),
    ("signall", "signal"),
    ("labell", "label"),
    ("swollen", "swell"),
];

/// Irregular forms that no stemmer knows.
const WORDS: &[(&str, &str)] = &[
    ("bacteria", "bacterium"),
    ("bitten", "bite"),
    ("broken", "break"),
    ("children", "child"),
    ("feet", "foot"),
    ("fungi", "fungus"),
    ("grey", "gray"),
    ("men", "man"),
    ("metastases", "metastasis"),
    ("mice", "mouse"),
    ("teeth", "tooth"),
    ("women", "woman"),
    ("vertebrae", "vertebra"),
];

/// The spelling by which `word`, in lower case, is searched.
pub(super) fn one_spelling(word: &str) -> Cow<'_, str> {
    if let Some((_, known)) = WORDS.iter().find(|(other, _)| *other == word) {
        return Cow::Borrowed(known);
    }
    let mut spelt = Cow::Borrowed(word);
    // Long Greek plurals such as "stenoses"; shorter words such as "doses" are not Greek.
    if word.len() >= 8
        && ["oses", "eses", "yses"]
            .iter()
            .any(|end| word.ends_with(end))
    {
        spelt = Cow::Owned(format!("{}is", &word[..word.len() - 2]));
    }
    for (british, american) in FRAGMENTS {
        if spelt.contains(british) {
            spelt = Cow::Owned(spelt.replace(british, american));
        }
    }
    spelt
}

#[cfg(test)]
mod tests {
    use super::one_spelling;

    #[test]
    fn british_and_american_words_have_one_spelling() {
        for (british, american) in [
            ("haemorrhage", "hemorrhage"),
            ("anaemia", "anemia"),
            ("leukaemia", "leukemia"),
            ("hypercalcaemia", "hypercalcemia"),
            ("oedema", "edema"),
            ("diarrhoea", "diarrhea"),
            ("paediatric", "pediatric"),
            ("tumours", "tumors"),
            ("immunisation", "immunization"),
            ("stenoses", "stenosis"),
            ("feet", "foot"),
        ] {
            assert_eq!(one_spelling(british), one_spelling(american), "{british}");
        }
        for unchanged in [
            "shoe", "diseases", "doses", "hour", "poetry", "aerobic", "nurse",
        ] {
            assert_eq!(one_spelling(unchanged), unchanged);
        }
    }
}
