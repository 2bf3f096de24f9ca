using System.Text;
using Vql.Core.Fields;
using Vql.SyncWorker.Import.Columns;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>
/// Tests that docs/import.md lists the fields and headers of the import. The variable <c>VQL_APPROVE=1</c> regenerates
/// the lists.
/// </summary>
public sealed class ImportDocumentTests
{
    private const string Begin = "<!-- generated: columns -->";
    private const string End = "<!-- end of the generated part -->";

    private static readonly string File = Path.Combine(Repository.Root, "docs", "import.md");

    [Fact]
    public async Task Document_OfTheImport_ListsTheColumns()
    {
        var document = (await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var (begin, end) = (
            document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(End, StringComparison.Ordinal));
        var expected = Generate();
        if (Environment.GetEnvironmentVariable("VQL_APPROVE") == "1")
        {
            await System.IO.File.WriteAllTextAsync(
                File, document[..begin] + expected + document[end..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(expected, document[begin..end]);
    }

    private static string Generate()
    {
        var text = new StringBuilder($"\n\nTemplate: `{string.Join(',', ImportField.Template.Select(field => field.Name))}`\n\n");
        text.Append("| field | stored in | recognized headers |\n| --- | --- | --- |\n");
        foreach (var field in ImportField.All)
        {
            var targets = string.Join(
                ", ", field.Targets.Select(target => $"`{FieldCatalogue.For(target.Entity).Table}.{target.Column.Name}`"));
            var headers = ColumnAliases.Groups.SelectMany(group => group.Aliases).Where(alias => alias.Field == field.Name)
                .Select(alias => alias.Header.Replace("|", "\\|", StringComparison.Ordinal)
                    + (alias.Kind is null ? "" : $" ({alias.Kind.ToString()!.ToLowerInvariant()})")).Distinct();
            text.Append($"| `{field.Name}` | {targets} | {string.Join(", ", headers)} |\n");
        }

        text.Append("\n| headers of | source |\n| --- | --- |\n");
        foreach (var group in ColumnAliases.Groups)
        {
            text.Append($"| {group.Vendor} | {group.Source} |\n");
        }

        return text.Append('\n').ToString();
    }
}
