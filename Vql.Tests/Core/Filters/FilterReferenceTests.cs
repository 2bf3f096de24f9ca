using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Filters;

/// <summary>Tests that the reference page of filters is up to date.</summary>
public sealed class FilterReferenceTests
{
    private const string Write = "VQL_WRITE_DOCS";

    [Fact]
    public async Task Page_OfFiltersAndOrders_IsUpToDate()
    {
        var file = Path.Combine(Repository.Root, "docs", "filters.md");
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            await File.WriteAllTextAsync(file, FilterReference.Markdown, TestContext.Current.CancellationToken);
        }

        var page = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Assert.True(
            page.ReplaceLineEndings("\n") == FilterReference.Markdown,
            $"docs/filters.md is out of date. Regenerate it: {Write}=1 dotnet run --project Vql.Tests -- -class "
            + $"\"*{nameof(FilterReferenceTests)}\"");
    }
}
