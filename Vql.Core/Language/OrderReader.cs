using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>Reads the order of a query.</summary>
internal static class OrderReader
{
    /// <summary>Reads <c>order_by</c>.</summary>
    public static IEnumerable<VqlOrder> Read(BodyNode order, int version)
    {
        foreach (var member in order.Items())
        {
            if (!member.Expect(JsonValueKind.Object, "an object"))
            {
                continue;
            }

            var name = member.Member("order_by");
            var (descending, missingFirst) = (ReadDirection(member.Member("order_direction")), ReadMissing(member.Member("missing")));
            IReadOnlyList<VqlScore> scores = [.. member.Member("scores").Items().Select(score => ReadScore(score, version))];

            // The Go service ignores a member without a name.
            if (name.Text() is { Length: > 0 } field)
            {
                yield return new VqlOrder(field, descending, missingFirst) { Scores = scores };
            }
            else if (name.IsStrict)
            {
                name.AddFault("is missing: specify the sort field");
            }
        }
    }

    private static VqlScore ReadScore(BodyNode score, int version) =>
        new([.. score.Items().Select(tier => ReadTier(tier, version)).OfType<ScoreTier>()]);

    private static ScoreTier? ReadTier(BodyNode tier, int version) => tier.Expect(JsonValueKind.Object, "an object with weight and where")
        ? new ScoreTier(WhereReader.Read(tier.Member("where"), version), tier.Member("weight").Integer())
        : null;

    // The Go service sorts in descending order only for "desc".
    private static bool ReadDirection(BodyNode node)
    {
        var direction = node.Text();
        if (node.IsStrict && direction is not (null or "asc" or "desc"))
        {
            node.AddFault($"unknown direction \"{direction}\": use asc or desc");
        }

        return direction == "desc";
    }

    private static bool ReadMissing(BodyNode node)
    {
        switch (node.Text())
        {
            case null or "last":
                return false;
            case "first":
                return true;
            case var other:
                node.AddFault($"unknown position \"{other}\": use first or last");
                return false;
        }
    }
}
