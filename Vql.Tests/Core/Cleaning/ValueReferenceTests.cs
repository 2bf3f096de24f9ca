using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Cleaning;

/// <summary>Tests that the reference page of values is up to date.</summary>
public sealed class ValueReferenceTests
{
    private const string Write = "VQL_WRITE_DOCS";

    [Fact]
    public async Task Page_OfCleaningRules_IsUpToDate()
    {
        var file = Path.Combine(Repository.Root, "docs", "values.md");
        var page = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var (begin, end) = (
            page.IndexOf(ValueReference.Begin, StringComparison.Ordinal), page.IndexOf(ValueReference.End, StringComparison.Ordinal));
        Assert.InRange(begin, 0, end);
        var written = page[..begin] + ValueReference.Markdown + page[(end + ValueReference.End.Length)..];
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
            page = written;
        }

        Assert.True(
            page == written,
            $"docs/values.md is out of date. Regenerate it: {Write}=1 dotnet run --project Vql.Tests -- -class "
            + $"\"*{nameof(ValueReferenceTests)}\"");
    }
}
