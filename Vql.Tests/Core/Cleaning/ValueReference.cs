using System.Text;
using Vql.Core.Cleaning;
using Vql.Core.Fields;

namespace Vql.Tests.Core.Cleaning;

/// <summary>
/// Generates the part of <c>docs/values.md</c> on cleaning from the catalogue and the results of the rules.
/// </summary>
internal static class ValueReference
{
    public const string Begin = "<!-- Written from Vql.Core/Cleaning: begin -->\n";
    public const string End = "<!-- Written from Vql.Core/Cleaning: end -->\n";

    // Each example is a row of the table. The rule itself determines the result.
    private static readonly (CleaningRule Rule, string[] Examples)[] Examples =
    [
        (CleaningRule.Text, ["Yahoo!", "Alphabet (Google)", "'=1+1", "a\u00A0 b", "Zu\u0308rich", "N/A", "#REF!"]),
        (CleaningRule.Label, ["San Francisco", "Unknown"]),
        (CleaningRule.List, ["Java, C++", ".NET; C#", "\"Oil, Gas\", Mining", "[\"R&D\",\"F#\"]", "Go, go, n/a"]),
        (CleaningRule.Number,
        [
            "1200000", "1,200,000.50", "1.200.000,00", "1 200 000", "12,00,000", "12.0", "1,200", "1.200", "$1.2M", "12.5B", "1.125B",
            "USD 5,000,000", "5 lakh",
            "1.2E+07", "~50", "10000+", "51-200", "10k-50k", "$1-5M", "-300000", "(500)", "<50", "12%", "1-2-3", "9223372036854775808",
        ]),
        (CleaningRule.Phone,
        [
            "+1 (415) 555-0100", "+1 415 555 0100 x12", "+44 (0)20 7946 0958", "00 44 20 7946 0958", "14155550100.0", "415-555-0100",
            "555-0100 / 555-0101",
            "1.42E+10", "+1415555010014155550101",
        ]),
        (CleaningRule.Email,
        [
            "_info@acme.example", "Ann+News@Acme.example", "John B <john@acme.example>", "mailto:dd@acme.example",
            "a@x.example; b@y.example",
            "john smith@acme.example", "not an email",
        ]),
        (CleaningRule.WebAddress, ["https://Acme.example/a", "acme.example", "@acme", "a.example, b.example", "javascript:alert(1)"]),
        (CleaningRule.Domain, ["https://www.acme.example/a", "ann@acme.example", "com"]),
        (CleaningRule.Date, ["2024-02-10", "2024-02-10 12:00", "10 Feb 2024", "Feb 2024", "13/04/2024", "03/04/2024", "45332"]),
    ];

    private static readonly (CleaningRule Rule, string Tests)[] Tests =
    [
        (CleaningRule.Text, nameof(TextRuleTests)), (CleaningRule.Label, nameof(TextRuleTests)), (CleaningRule.List, nameof(ListRuleTests)),
        (CleaningRule.Number, nameof(NumberRuleTests)), (
            CleaningRule.Phone, nameof(PhoneRuleTests)), (CleaningRule.Email, nameof(EmailRuleTests)),
        (CleaningRule.WebAddress, nameof(WebAddressRuleTests)), (CleaningRule.LowerWebAddress, nameof(WebAddressRuleTests)),
        (CleaningRule.Domain, nameof(WebAddressRuleTests)), (CleaningRule.Date, nameof(DateRuleTests)),
    ];

    public static string Markdown
    {
        get
        {
            var page = new StringBuilder(Begin);
            page.Append("| rule | stored | contacts | companies | tests |\n| --- | --- | --- | --- | --- |\n");
            foreach (var (rule, tests) in Tests)
            {
                page.Append(
                    $"| {rule} | {RuleSummary.Of(rule)} | {ColumnsOf(Entity.Contact, rule)} | {ColumnsOf(Entity.Company, rule)} | "
                    + $"`{tests}` |\n");
            }

            foreach (var (rule, examples) in Examples)
            {
                page.Append($"\n### {rule}\n\n| written | stored | reading | explanation |\n| --- | --- | --- | --- |\n");
                foreach (var example in examples)
                {
                    var cleaned = FieldCleaning.Clean(new Column("example", ColumnType.Text, null) { Cleaning = rule }, example);
                    page.Append($"| {Code(example)} | {Stored(cleaned.Value)} | {cleaned.Reading} | {cleaned.Explanation} |\n");
                }
            }

            page.Append(
                "\n### Placeholders\n\nThese values are treated as missing if they are the whole value, in upper or lower case:\n\n");
            page.AppendJoin(' ', Placeholders.Words.Select(Code))
                .Append("\n\n| column | placeholders that are real values |\n| --- | --- |\n");
            foreach (var (table, column) in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies }
                .SelectMany(entity => entity.Columns
                    .Where(column => column.AllowedPlaceholders.Count > 0).Select(column => (entity.Table, column))))
            {
                page.Append($"| `{table}.{column.Name}` | {string.Join(' ', column.AllowedPlaceholders.Select(Code))} |\n");
            }

            return page.Append(End).ToString();
        }
    }

    private static string ColumnsOf(Entity entity, CleaningRule rule) =>
        string.Join(", ", FieldCatalogue.For(entity).Columns.Where(column => column.Cleaning == rule).Select(column => column.Name));

    private static string Stored(object? value) => value switch
    {
        null => "",
        IReadOnlyList<string> list => string.Join(' ', list.Select(Code)),
        _ => Code(value.ToString()!),
    };

    private static string Code(string text) =>
        $"`{text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\u00A0", "\u2423", StringComparison.Ordinal)}`";
}
