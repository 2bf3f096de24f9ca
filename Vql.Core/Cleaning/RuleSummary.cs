using Vql.Core.Fields;

namespace Vql.Core.Cleaning;

/// <summary>Short descriptions of the cleaning rules, for API descriptions and reference pages.</summary>
public static class RuleSummary
{
    /// <summary>Returns the description of a rule.</summary>
    public static string Of(CleaningRule rule) => rule switch
    {
        CleaningRule.Text => "Text, stored without leading and trailing white space and invisible characters.",
        CleaningRule.Label => "Text, stored in lowercase.",
        CleaningRule.List => "A list of texts, stored in lowercase without duplicates.",
        CleaningRule.Number => "An integer. A negative number means that the value is unknown.",
        CleaningRule.Phone =>
            "One phone number, stored in E.164 format without an extension. If the country code is missing, only the digits are stored.",
        CleaningRule.Email => "One email address, stored in lowercase.",
        CleaningRule.WebAddress => "One http or https address, with or without the scheme, or a handle such as @example.",
        CleaningRule.LowerWebAddress => "One http or https address, with or without the scheme, stored in lowercase.",
        CleaningRule.Domain => "A domain, or the domain of a web address or an email address. It is stored without www.",
        CleaningRule.Date => "A date, stored in ISO 8601 format with the precision of the input: 2024-02-10, 2024-02 or 2024.",
        _ => "An identifier, stored unchanged.",
    };
}
