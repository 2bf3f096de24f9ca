using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Http.Writes;

/// <summary>Reads the body of a batch. An invalid item is an outcome of its own; an invalid body is rejected.</summary>
internal static class BatchBody
{
    /// <summary>The maximum number of items.</summary>
    public const int MaxItems = 500;

    /// <summary>The member with the items.</summary>
    public const string ItemsMember = "items";

    private const string Root = "$";
    private const string ItemsPath = $"{Root}.{ItemsMember}";

    /// <summary>Reads the items in their order; null if errors were added.</summary>
    public static IReadOnlyList<BatchItem>? Read(ReadOnlyMemory<byte> body, EntityFields entity, List<ParameterFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return ReadItems(document.RootElement, entity, faults);
        }
        catch (JsonException)
        {
            faults.Add(new ParameterFault(
                Root, $"is not valid JSON: send an object such as {{\"{ItemsMember}\":[{{\"action\":\"create\",\"row\":{{…}}}}]}}"));
            return null;
        }
        catch (InvalidOperationException)
        {
            faults.Add(new ParameterFault(Root, MemberNames.InvalidName));
            return null;
        }
    }

    private static List<BatchItem>? ReadItems(JsonElement root, EntityFields entity, List<ParameterFault> faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new ParameterFault(Root, "must be an object"));
            return null;
        }

        MemberNames.RejectOthers(root, Root, [ItemsMember], faults);
        if (!root.TryGetProperty(ItemsMember, out var items) || items.ValueKind != JsonValueKind.Array
            || items.GetArrayLength() is 0 or > MaxItems)
        {
            faults.Add(new ParameterFault(ItemsPath, $"must be an array of 1 to {MaxItems} items"));
        }

        return faults.Count > 0
            ? null
            : [.. items.EnumerateArray().Select((item, index) => BatchItem.Read(item, $"{ItemsPath}[{index}]", entity))];
    }
}
