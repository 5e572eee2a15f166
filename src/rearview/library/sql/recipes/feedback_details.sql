-- Why was an answer found good or bad?
SELECT f."feedback__c", d."feedbackText__c"
FROM "GenAIFeedback__dlm" f
LEFT JOIN "GenAIFeedbackDetail__dlm" d ON d."parent__c" = f."feedbackId__c"
