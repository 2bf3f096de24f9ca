using Vql.Tests.Infrastructure;

namespace Vql.Tests.Core.Filters;

/// <summary>The reference page.</summary>
public sealed class FilterReferenceTests
{
    private const string Write = "VQL_WRITE_DOCS";

    [Fact]
    public async Task Page_OfFiltersAndOrders_IsWhatTheTablesSay()
    {
        var file = Path.Combine(Repository.Root, "docs", "filters.md");
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            await File.WriteAllTextAsync(file, FilterReference.Markdown, TestContext.Current.CancellationToken);
        }

        var page = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Assert.True(
            page.ReplaceLineEndings("\n") == FilterReference.Markdown,
            $"docs/filters.md is not what the tables of filters and orders say. Write it anew: {Write}=1 dotnet run --project Vql.Tests -- -class \"*{nameof(FilterReferenceTests)}\"");
    }
}
