using System.Text.Json;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>An item of a batch.</summary>
/// <param name="Path">The JSON path of the item.</param>
/// <param name="Action">The action.</param>
internal sealed record BatchItem(string Path, WriteAction Action)
{
    public const string ActionName = "action";
    public const string UuidName = "uuid";
    public const string IfMatchName = "if_match";

    /// <summary>The maximum length of a UUID. Imported rows can have UUIDs of any format.</summary>
    public const int MaxUuidLength = 128;

    /// <summary>The members of an item.</summary>
    public static IReadOnlyList<string> Members { get; } =
        [ActionName, UuidName, MatchedRow.MatchName, MatchedRow.RowName, IfMatchName];

    /// <summary>The names of the actions.</summary>
    public static IReadOnlyList<string> Actions { get; } =
        [.. Enum.GetValues<WriteAction>().Select(action => action.ToString().ToLowerInvariant())];

    /// <summary>The UUID of the row to update or delete; null if a key identifies the row.</summary>
    public string? Uuid { get; private init; }

    /// <summary>The row to write; null for a deletion.</summary>
    public RowBody? Row { get; private init; }

    /// <summary>The member whose key identifies the row; null for none.</summary>
    public MatchMember? Member { get; private init; }

    /// <summary>The key that identifies the row; null for none.</summary>
    public MatchKey? Key { get; private init; }

    /// <summary>The ETag that the row must have; null for any.</summary>
    public string? IfMatch { get; private init; }

    /// <summary>The errors. An item with errors is not executed.</summary>
    public IReadOnlyList<ParameterFault> Faults { get; private init; } = [];

    /// <summary>Reads an item.</summary>
    public static BatchItem Read(JsonElement json, string path, EntityFields entity)
    {
        var faults = new List<ParameterFault>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new BatchItem(path, default) { Faults = [new ParameterFault(path, "must be an object")] };
        }

        var name = MemberNames.TextOf(json, ActionName) ?? "";
        if (!Actions.Contains(name))
        {
            faults.Add(new ParameterFault(
                $"{path}.{ActionName}",
                $"must be {string.Join(", ", Actions.SkipLast(1))} or {Actions[^1]}{Suggestion.Of(name, Actions)}"));
            MemberNames.RejectOthers(json, path, Members, faults);
            return new BatchItem(path, default) { Faults = faults };
        }

        var item = new BatchItem(path, Enum.GetValues<WriteAction>()[Actions.ToList().IndexOf(name)]);
        MemberNames.RejectOthers(json, path, item.MembersOf(json), faults);
        item = item.ReadTarget(json, entity, faults);
        item = item with { IfMatch = item.Action == WriteAction.Create ? null : ReadText(json, IfMatchName, path, faults) };
        return item with { Faults = faults };
    }

    // An update has a uuid or a match.
    private IReadOnlyList<string> MembersOf(JsonElement json) => Action switch
    {
        WriteAction.Create => [ActionName, MatchedRow.RowName],
        WriteAction.Delete => [ActionName, UuidName, IfMatchName],
        WriteAction.Update when json.TryGetProperty(UuidName, out _) => [ActionName, UuidName, MatchedRow.RowName, IfMatchName],
        _ => [ActionName, MatchedRow.MatchName, MatchedRow.RowName, IfMatchName],
    };

    private BatchItem ReadTarget(JsonElement json, EntityFields entity, List<ParameterFault> faults)
    {
        if (Action == WriteAction.Upsert || (Action == WriteAction.Update && !json.TryGetProperty(UuidName, out _)))
        {
            return MatchedRow.Read(json, Path, entity, faults) is { } matched
                ? this with { Row = matched.Row, Member = matched.Member, Key = matched.Key }
                : this;
        }

        var uuid = Action == WriteAction.Create ? null : ReadUuid(json, faults);
        if (Action == WriteAction.Delete)
        {
            return this with { Uuid = uuid };
        }

        var rowPath = $"{Path}.{MatchedRow.RowName}";
        if (!json.TryGetProperty(MatchedRow.RowName, out var element))
        {
            faults.Add(new ParameterFault(rowPath, "is required"));
            return this;
        }

        var row = RowBody.Read(element, rowPath, entity, uuid);
        faults.AddRange(row.Faults);
        if (uuid is not null && row.Uuid is { } other && other != uuid)
        {
            faults.Add(new ParameterFault(row.PathOf(UuidName), "differs from the uuid of the item and cannot be changed"));
        }

        return this with { Uuid = uuid, Row = row };
    }

    private string? ReadUuid(JsonElement json, List<ParameterFault> faults)
    {
        var uuid = MemberNames.TextOf(json, UuidName);
        if (uuid is { Length: > 0 and <= MaxUuidLength } && !uuid.Contains('\0', StringComparison.Ordinal))
        {
            return uuid;
        }

        faults.Add(new ParameterFault($"{Path}.{UuidName}", $"must be a string of 1 to {MaxUuidLength} characters"));
        return null;
    }

    private static string? ReadText(JsonElement json, string name, string path, List<ParameterFault> faults)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (MemberNames.TextOf(json, name) is { } text)
        {
            return text;
        }

        faults.Add(new ParameterFault($"{path}.{name}", "must be a string, such as the ETag of the row"));
        return null;
    }
}
