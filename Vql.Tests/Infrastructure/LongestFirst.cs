using Vql.Tests.AppHost;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Vql.Tests.Infrastructure.LongestFirst))]

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Starts the collections whose tests run one after another for minutes before all others: whatever starts one of them last
/// waits for it alone.
/// </summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [ReferenceCollection.Name, StackCollection.Name];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName)).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];

    private static int Rank(string name) => Array.IndexOf(Long, name) is >= 0 and var rank ? rank : Long.Length;
}
