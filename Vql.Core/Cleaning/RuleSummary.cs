using Vql.Core.Fields;

namespace Vql.Core.Cleaning;

/// <summary>The cleaning rules in a sentence each, for API descriptions and reference pages.</summary>
public static class RuleSummary
{
    /// <summary>Returns what a rule takes and stores.</summary>
    public static string Of(CleaningRule rule) => rule switch
    {
        CleaningRule.Text => "Text, stored in the given spelling without outer blanks and invisible characters.",
        CleaningRule.Label => "Text, stored lower-cased.",
        CleaningRule.List => "Texts, stored lower-cased and once each.",
        CleaningRule.Number => "A whole number. A negative number stands for an unknown one.",
        CleaningRule.Phone =>
            "One phone number, stored in E.164 form without an extension. A number without a country code is stored as its digits.",
        CleaningRule.Email => "One e-mail address, stored lower-cased.",
        CleaningRule.WebAddress => "One web address of http or https, with or without the scheme, or a handle such as @example.",
        CleaningRule.LowerWebAddress => "One web address of http or https, with or without the scheme, stored lower-cased.",
        CleaningRule.Domain => "A domain. That of a web address or an e-mail address is stored without www.",
        CleaningRule.Date => "A date, stored in ISO 8601 form as exact as it was given: 2024-02-10, 2024-02 or 2024.",
        _ => "An identity, stored as given.",
    };
}
