using Vql.Tests.AppHost;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Vql.Tests.Infrastructure.LongestFirst))]

namespace Vql.Tests.Infrastructure;

/// <summary>
/// Starts the collections that take minutes first, because their tests run one at a time. A collection that starts last
/// would delay the end of the run.
/// </summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [ReferenceCollection.Name, StackCollection.Name];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [
            .. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))
                .ThenBy(collection => collection.UniqueID, StringComparer.Ordinal),
        ];

    private static int Rank(string name) => Array.IndexOf(Long, name) is >= 0 and var rank ? rank : Long.Length;
}
