using System.Text.Json;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>A row and the value that identifies the stored row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Member">The member with the value.</param>
/// <param name="Key">The key of the value.</param>
internal sealed record MatchedRow(RowBody Row, MatchMember Member, MatchKey Key)
{
    public const string MatchName = "match";
    public const string RowName = "row";

    private const string Root = "$";

    /// <summary>The members of a body.</summary>
    public static IReadOnlyList<string> Members { get; } = [MatchName, RowName];

    /// <summary>Reads a body; null if errors were added.</summary>
    public static MatchedRow? Read(ReadOnlyMemory<byte> json, EntityFields entity, List<ParameterFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new ParameterFault(Root, "must be an object"));
                return null;
            }

            MemberNames.RejectOthers(root, Root, Members, faults);
            return Read(root, Root, entity, faults);
        }
        catch (JsonException)
        {
            faults.Add(new ParameterFault(Root, $"is not valid JSON: send an object with {string.Join(" and ", Members)}"));
            return null;
        }
        catch (InvalidOperationException)
        {
            faults.Add(new ParameterFault(Root, MemberNames.InvalidName));
            return null;
        }
    }

    /// <summary>Reads the members of an object; null if errors were added.</summary>
    /// <param name="json">The object.</param>
    /// <param name="path">The JSON path of the object.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="faults">Receives the errors.</param>
    public static MatchedRow? Read(JsonElement json, string path, EntityFields entity, List<ParameterFault> faults)
    {
        var known = MatchMember.Of(entity.Entity);
        var name = MemberNames.TextOf(json, MatchName);
        var member = known.FirstOrDefault(one => one.Name == name);
        if (member is null)
        {
            var names = known.Select(one => one.Name).ToList();
            faults.Add(new ParameterFault(
                $"{path}.{MatchName}", $"must be {string.Join(" or ", names)}{Suggestion.Of(name ?? "", names)}"));
        }

        if (!json.TryGetProperty(RowName, out var element))
        {
            faults.Add(new ParameterFault($"{path}.{RowName}", "is required"));
            return null;
        }

        var row = RowBody.Read(element, $"{path}.{RowName}", entity);
        faults.AddRange(row.Faults);
        if (row.Faults.Count > 0 || member is null)
        {
            return null;
        }

        if (member.Find(row) is { } key)
        {
            return faults.Count == 0 ? new MatchedRow(row, member, key) : null;
        }

        faults.Add(new ParameterFault(
            row.PathOf(member.Members[0]),
            $"is required, because {MatchName} is {member.Name}, and must identify one {NounOf(entity)}: {member.Reason}"));
        return null;
    }

    private static string NounOf(EntityFields entity) => entity.Entity == Entity.Contact ? "person" : "company";
}
